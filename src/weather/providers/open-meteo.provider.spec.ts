import { describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import type { Config } from '../../platform/config/config.js';
import type { UpstreamOptions, UpstreamRequest } from '../../platform/upstream/upstream.js';
import type { Upstreams } from '../../platform/upstream/upstreams.js';
import { OpenMeteoProvider } from './open-meteo.provider.js';
import { currentVariables, dailyVariables } from './open-meteo.schemas.js';

const config = {
  WEATHER_TIMEOUT_MS: 1_000,
  WEATHER_CONCURRENCY: 2,
  OPEN_METEO_QUOTA: { perMinute: 600 },
  OPEN_METEO_URL: 'https://weather.example/api/',
  OPEN_METEO_GEOCODING_URL: 'https://places.example',
} as Config;
const { signal } = new AbortController();
const place = { name: 'Kathmandu', country: 'Nepal', latitude: 27.7, longitude: 85.3, timezone: 'Asia/Kathmandu' };

/** A provider whose upstream gives this answer. */
function answering(body: unknown) {
  const get = jest.fn(async (_request: UpstreamRequest, schema: z.ZodType) => Promise.resolve({ body: schema.parse(body), headers: {} }));
  const open = jest.fn((_options: UpstreamOptions) => ({ get }));
  const provider = new OpenMeteoProvider({ open } as unknown as Upstreams, config);
  return { provider, options: open.mock.calls[0]![0], get };
}

describe('OpenMeteoProvider', () => {
  it('keeps to what Open-Meteo allows, and understands what it asks for in words', () => {
    const { options } = answering({});
    const pause = (reason: string) => options.pauseSeconds?.({ error: true, reason });

    expect(options).toMatchObject({ timeoutMs: 1_000, allowance: { atOnce: 2, perMinute: 600 } });
    expect(pause('Minutely API request limit exceeded. Please try again in one minute.')).toBeLessThanOrEqual(60);
    expect(pause('Hourly API request limit exceeded. Please try again in the next hour.')).toBeLessThanOrEqual(3_600);
    expect(pause('Daily API request limit exceeded. Please try again tomorrow.')).toBeLessThanOrEqual(86_400);
    expect(pause('Too many concurrent requests')).toBeUndefined();
    expect(options.pauseSeconds?.('<html>')).toBeUndefined();
  });

  it("asks for a place by its name, under the path of Open-Meteo's own", async () => {
    const { get, provider } = answering({ results: [{ ...place, id: 1, elevation: 3 }] });

    expect(await provider.locate('kathmandu', signal)).toEqual(place);
    expect(get.mock.calls[0]?.[0]).toMatchObject({ url: 'https://places.example/v1/search', params: { name: 'kathmandu', count: 1 } });
  });

  it.each([{}, { results: [] }, { generationtime_ms: 0.3 }])('finds nobody in %j', async (body) => {
    expect(await answering(body).provider.locate('x', signal)).toBeUndefined();
  });

  it('turns local time into UTC', async () => {
    const current = { time: '2026-11-22T12:15', ...Object.fromEntries(currentVariables.map((name) => [name, 1])) };
    const { get, provider } = answering({ utc_offset_seconds: 20_700, current });

    expect((await provider.current(place, signal)).value.time).toBe('2026-11-22T06:30:00.000Z');
    expect(get.mock.calls[0]?.[0]).toMatchObject({ url: 'https://weather.example/api/v1/forecast', params: { current: currentVariables.join(',') } });
  });

  it('says null for what is not measured, but cannot do without a temperature', async () => {
    const bare = { time: '2026-11-22T12:15', temperature_2m: -3 };

    expect((await answering({ current: bare }).provider.current(place, signal)).value).toMatchObject({
      temperature: -3,
      humidity: null,
      windSpeed: null,
      weatherCode: null,
    });
    await expect(async () => answering({ current: { ...bare, temperature_2m: null } }).provider.current(place, signal)).rejects.toThrow();
  });

  it('makes days out of columns, of which some can be short or have gaps', async () => {
    const daily = {
      time: ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'],
      temperature_2m_min: [1, 2, null],
      temperature_2m_max: [5, 6, 7],
      precipitation_sum: [0.2],
      weather_code: [3, null],
    };
    const { get, provider } = answering({ daily });

    expect((await provider.forecast(place, signal)).value).toEqual([
      { date: '2026-11-22', temperatureMin: 1, temperatureMax: 5, precipitation: 0.2, windSpeedMax: null, weatherCode: 3 },
      { date: '2026-11-23', temperatureMin: 2, temperatureMax: 6, precipitation: null, windSpeedMax: null, weatherCode: null },
    ]);
    expect(get.mock.calls[0]?.[0].params).toMatchObject({ daily: dailyVariables.join(','), timezone: 'Asia/Kathmandu' });
  });

  it.each([null, 'text', [], { current: [] }, { daily: { time: ['tomorrow'] } }])('sees no weather in %j', async (body) => {
    const { provider } = answering(body);

    await expect(async () => provider.current(place, signal)).rejects.toThrow();
    await expect(async () => provider.forecast(place, signal)).rejects.toThrow();
  });
});
