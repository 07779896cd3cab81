import { describe, expect, it, jest } from '@jest/globals';
import type { WeatherView } from '../contracts/weather.js';
import type { Logger } from '../platform/observability/logger.js';
import type { WeatherService } from '../weather/weather.service.js';
import type { RealtimeNamespace, RealtimeSocket } from './socket-server.js';
import { WeatherUpdates } from './weather-updates.js';

const weatherOf = (temperature: number) => ({ current: { temperature }, fetchedAt: String(Math.random()), source: 'test' }) as unknown as WeatherView;

function setUp() {
  const rooms = new Map<string, Set<string>>();
  const emitted: [room: string, event: string, weather: WeatherView][] = [];
  const to = (room: string) => ({ emit: (event: string, weather: WeatherView) => emitted.push([room, event, weather]) });
  const socket = {
    join: (room: string) => rooms.set(room, new Set(['socket'])),
    leave: (room: string) => rooms.delete(room),
  } as unknown as RealtimeSocket;
  const report = jest.fn<WeatherService['report']>();
  const updates = new WeatherUpdates({ report } as unknown as WeatherService, { warn: jest.fn() } as unknown as Logger);
  updates.start({ adapter: { rooms }, local: { to } } as unknown as RealtimeNamespace);
  updates.beforeApplicationShutdown();
  return { socket, report, updates, emitted };
}

describe('WeatherUpdates', () => {
  it('tells who watches a city when its weather has changed', async () => {
    const { socket, report, updates, emitted } = setUp();
    report.mockResolvedValueOnce(weatherOf(7));
    await updates.subscribe(socket, 'Oslo');
    const changed = weatherOf(9);
    report.mockResolvedValueOnce(changed);

    await updates.refresh();

    expect(emitted).toEqual([[expect.stringContaining('oslo'), 'weather:update', changed]]);
  });

  it('is silent while it stays the same, or cannot be had', async () => {
    const { socket, report, updates, emitted } = setUp();
    report.mockImplementation(async () => Promise.resolve(weatherOf(7)));
    await updates.subscribe(socket, 'Oslo');

    await updates.refresh();
    report.mockRejectedValueOnce(new Error('away'));
    await updates.refresh();

    expect(emitted).toEqual([]);
  });

  it('asks for no city that nobody watches any more', async () => {
    const { socket, report, updates } = setUp();
    report.mockImplementation(async () => Promise.resolve(weatherOf(7)));
    await updates.subscribe(socket, 'Oslo');
    await updates.unsubscribe(socket, 'oslo');

    await updates.refresh();

    expect(report).toHaveBeenCalledTimes(1);
  });

  it('asks once for a city, however many watch it', async () => {
    const { socket, report, updates } = setUp();
    report.mockImplementation(async () => Promise.resolve(weatherOf(7)));
    for (const city of ['Oslo', 'oslo', 'OSLO']) await updates.subscribe(socket, city);
    report.mockClear();

    await updates.refresh();

    expect(report).toHaveBeenCalledTimes(1);
  });

  it.each(['...', '<b>', 'a/b'])('refuses the city "%s"', async (city) => {
    const { socket, updates } = setUp();

    await expect(updates.subscribe(socket, city)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { fields: [{ path: 'city' }] } });
  });
});
