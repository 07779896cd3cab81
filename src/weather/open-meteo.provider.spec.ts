import { describe, expect, it, jest } from '@jest/globals';
import type { HttpService } from '@nestjs/axios';
import { of } from 'rxjs';
import type { Config } from '../platform/config/config.js';
import { OpenMeteoProvider } from './open-meteo.provider.js';
import { currentVariables, dailyVariables } from './open-meteo.schemas.js';

const config = { WEATHER_CONCURRENCY: 2, OPEN_METEO_URL: 'https://weather.example/api/', OPEN_METEO_GEOCODING_URL: 'https://places.example' } as Config;
const { signal } = new AbortController();
const place = { name: 'Kathmandu', country: 'Nepal', latitude: 27.7, longitude: 85.3, timezone: 'Asia/Kathmandu' };

/** A provider whose upstream gives this answer. */
function answering(data: unknown) {
  const get = jest.fn((_url: string, _options: { params: Record<string, unknown> }) => of({ data }));
  return { get, provider: new OpenMeteoProvider({ get } as unknown as HttpService, config) };
}

describe('OpenMeteoProvider', () => {
  it("asks for a place by its name, under the path of Open-Meteo's own", async () => {
    const { get, provider } = answering({ results: [{ ...place, id: 1, elevation: 3 }] });

    expect(await provider.locate('kathmandu', signal)).toEqual(place);
    expect(get.mock.calls[0]).toMatchObject(['https://places.example/v1/search', { params: { name: 'kathmandu', count: 1 } }]);
  });

  it.each([{}, { results: [] }, { generationtime_ms: 0.3 }])('finds nobody in %j', async (data) => {
    await expect(answering(data).provider.locate('x', signal)).rejects.toMatchObject({ code: 'CITY_NOT_FOUND' });
  });

  it('turns local time into UTC', async () => {
    const current = { time: '2026-11-22T12:15', ...Object.fromEntries(currentVariables.map((name) => [name, 1])) };
    const { get, provider } = answering({ utc_offset_seconds: 20_700, current });

    expect((await provider.current(place, signal)).time).toBe('2026-11-22T06:30:00.000Z');
    expect(get.mock.calls[0]?.[0]).toBe('https://weather.example/api/v1/forecast');
    expect(get.mock.calls[0]?.[1].params.current).toBe(currentVariables.join(','));
  });

  it('says null for what is not measured, but cannot do without a temperature', async () => {
    const bare = { time: '2026-11-22T12:15', temperature_2m: -3 };

    expect(await answering({ current: bare }).provider.current(place, signal)).toMatchObject({ temperature: -3, humidity: null, windSpeed: null, weatherCode: null });
    await expect(answering({ current: { ...bare, temperature_2m: null } }).provider.current(place, signal)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  });

  it('makes days out of columns, of which some can be short', async () => {
    const daily = { time: ['2026-11-22', '2026-11-23', '2026-11-24'], temperature_2m_min: [1, 2], temperature_2m_max: [5, 6], precipitation_sum: [0.2], weather_code: [3, null] };
    const { get, provider } = answering({ daily });

    expect(await provider.forecast(place, signal)).toEqual([
      { date: '2026-11-22', temperatureMin: 1, temperatureMax: 5, precipitation: 0.2, windSpeedMax: null, weatherCode: 3 },
      { date: '2026-11-23', temperatureMin: 2, temperatureMax: 6, precipitation: null, windSpeedMax: null, weatherCode: null },
    ]);
    expect(get.mock.calls[0]?.[1].params).toMatchObject({ daily: dailyVariables.join(','), timezone: 'Asia/Kathmandu' });
  });

  it.each([null, 'text', [], { current: [] }, { daily: { time: ['tomorrow'] } }])('sees no weather in %j', async (data) => {
    const { provider } = answering(data);

    await expect(provider.current(place, signal)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
    await expect(provider.forecast(place, signal)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  });
});
