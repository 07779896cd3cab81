import { describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import current from '../../../test/fixtures/weather/openweathermap-current.json' with { type: 'json' };
import forecast from '../../../test/fixtures/weather/openweathermap-forecast.json' with { type: 'json' };
import type { Config } from '../../platform/config/config.js';
import type { UpstreamRequest } from '../../platform/upstream/upstream.js';
import type { UpstreamOptions } from '../../platform/upstream/upstream.js';
import type { Upstreams } from '../../platform/upstream/upstreams.js';
import { OpenWeatherMapProvider } from './openweathermap.provider.js';
import { currentAnswer, forecastAnswer } from './openweathermap.schemas.js';

const config = { WEATHER_CONCURRENCY: 2, OPENWEATHER_URL: 'https://weather.example/', OPENWEATHER_API_KEY: 'the-key' } as Config;
const zocca = { name: 'Zocca', country: 'Italy', latitude: 44.34, longitude: 10.99, timezone: 'Europe/Rome' };
const { signal } = new AbortController();

/** A provider whose upstream gives this answer. */
function answering(data: unknown) {
  const get = jest.fn(async (_request: UpstreamRequest, schema: z.ZodType) => Promise.resolve({ body: schema.parse(data), headers: {} }));
  const open = jest.fn((_options: UpstreamOptions) => ({ get }));
  return { get, open, provider: new OpenWeatherMapProvider({ open } as unknown as Upstreams, config) };
}

/** Steps of three hours, of which each tells what fell before it. */
function steps(from: string, count: number, change: (index: number) => object = () => ({})) {
  return {
    list: Array.from({ length: count }, (_, index) => ({
      dt: Date.parse(from) / 1000 + index * 10_800,
      main: { temp: index },
      weather: [{ id: 800 }],
      ...change(index),
    })),
  };
}

describe('OpenWeatherMapProvider', () => {
  it('tells the weather of the documented answer', async () => {
    expect(await answering(current).provider.current(zocca, signal)).toEqual({
      value: {
        time: '2022-08-30T14:43:12.000Z',
        temperature: 298.48,
        apparentTemperature: 298.74,
        humidity: 64,
        precipitation: 3.2,
        windSpeed: 2.2,
        windDirection: 349,
        weatherCode: 63,
      },
    });
  });

  it('reads the documented forecast, whose four steps make no whole day', async () => {
    expect(forecastAnswer.parse(forecast).list[0]).toEqual({
      dt: Date.parse('2022-08-30T15:00:00Z'),
      main: { temp: 296.76, feels_like: 296.98, humidity: 69 },
      weather: [{ id: 500 }],
      wind: { speed: 0.62, deg: 349 },
      rain: { '3h': 0.26 },
    });
    expect((await answering(forecast).provider.forecast(zocca, signal)).value).toEqual([]);
  });

  it("groups its steps by the place's own days, with the rain in the hours in which it fell", async () => {
    // 22:00 UTC is midnight in Zocca in summer. The step at midnight tells of rain on the evening before.
    const body = steps('2022-08-30T22:00Z', 17, (index) => ({
      wind: { speed: index },
      ...((index === 8 || index === 9) && { rain: { '3h': 1.5 }, snow: { '3h': 0.5 } }),
    }));

    expect((await answering(body).provider.forecast(zocca, signal)).value).toEqual([
      { date: '2022-08-31', temperatureMin: 0, temperatureMax: 7, precipitation: 2, windSpeedMax: 25.2, weatherCode: 0 },
      { date: '2022-09-01', temperatureMin: 8, temperatureMax: 15, precipitation: 2, windSpeedMax: 54, weatherCode: 0 },
    ]);
  });

  it('says nothing of the hours of a gap', async () => {
    const body = steps('2022-08-30T22:00Z', 9);
    body.list.splice(1, 5);

    expect((await answering(body).provider.forecast(zocca, signal)).value).toEqual([]);
  });

  it('does without what is not measured, but not without a temperature', async () => {
    const bare = { dt: 1661870592, main: { temp: -3 }, weather: [{ id: 999 }] };

    expect((await answering(bare).provider.current(zocca, signal)).value).toMatchObject({
      temperature: -3,
      apparentTemperature: null,
      humidity: null,
      precipitation: 0,
      windSpeed: null,
      windDirection: null,
      weatherCode: null,
    });
    expect(currentAnswer.safeParse({ ...bare, main: {} }).success).toBe(false);
  });

  it('asks for degrees Celsius with the key, and no more often than a free key may', async () => {
    const { get, open, provider } = answering(current);

    await provider.current(zocca, signal);

    expect(open.mock.calls[0]?.[0]).toMatchObject({ name: 'openweathermap', allowance: { atOnce: 2, perMinute: 60 } });
    expect(get.mock.calls[0]?.[0]).toEqual({
      url: 'https://weather.example/data/2.5/weather',
      params: { lat: 44.34, lon: 10.99, units: 'metric', appid: 'the-key' },
    });
  });

  it.each([null, 'text', [], {}, { cod: 401, message: 'Invalid API key.' }, { ...current, weather: [] }, { ...current, dt: -1 }, { ...current, dt: 1e300 }])(
    'sees no weather in %j',
    (data) => {
      expect(currentAnswer.safeParse(data).success).toBe(false);
      expect(forecastAnswer.safeParse({ list: [data] }).success).toBe(false);
    },
  );
});
