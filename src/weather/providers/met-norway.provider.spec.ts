import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import compact from '../../../test/fixtures/weather/met-norway-compact.json' with { type: 'json' };
import documented from '../../../test/fixtures/weather/met-norway-documented.json' with { type: 'json' };
import type { Config } from '../../platform/config/config.js';
import type { UpstreamRequest } from '../../platform/upstream/upstream.js';
import type { UpstreamOptions } from '../../platform/upstream/upstream.js';
import type { Upstreams } from '../../platform/upstream/upstreams.js';
import { MetNorwayProvider } from './met-norway.provider.js';
import { compactAnswer } from './met-norway.schemas.js';

const config = {
  WEATHER_CONCURRENCY: 2,
  MET_NORWAY_URL: 'https://met.example/proxy/',
  PUBLIC_URL: 'https://isobar.example',
  MAIL_FROM: 'Isobar <ada@isobar.example>',
} as Config;
const newYork = { name: 'New York', country: 'United States', latitude: 40.71427, longitude: -74.00597, timezone: 'America/New_York' };
const { signal } = new AbortController();
const expires = 'Mon, 20 Jul 2020 12:14:53 GMT';

/** A provider whose upstream gives this answer. */
function answering(data: unknown, changed: Partial<Config> = {}, headers: Record<string, string> = { expires }) {
  const get = jest.fn(async (_request: UpstreamRequest, schema: typeof compactAnswer) => Promise.resolve({ body: schema.parse(data), headers }));
  const open = jest.fn((_options: UpstreamOptions) => ({ get }));
  return { get, open, provider: new MetNorwayProvider({ open } as unknown as Upstreams, { ...config, ...changed }) };
}

const at = (time: string) => jest.useFakeTimers({ now: Date.parse(time) });

describe('MetNorwayProvider', () => {
  beforeEach(() => { at('2020-07-20T11:44:31Z'); });
  afterEach(() => { jest.useRealTimers(); });

  it('tells the weather of the nearest step, with the rain of the hour before it', async () => {
    expect(await answering(compact).provider.current(newYork, signal)).toEqual({
      value: {
        time: '2020-07-20T12:00:00.000Z',
        temperature: 27.9,
        apparentTemperature: null,
        humidity: 74.1,
        precipitation: 0,
        windSpeed: 14.4,
        windDirection: 250.5,
        weatherCode: 2,
      },
      expiresAt: Date.parse(expires),
    });
  });

  it('does not know the rain before the first step, nor between steps of six hours', async () => {
    at('2020-07-20T11:10:00Z');
    expect((await answering(compact).provider.current(newYork, signal)).value).toMatchObject({ time: '2020-07-20T11:00:00.000Z', precipitation: null });
    at('2020-07-24T00:00:00Z');
    expect((await answering(compact).provider.current(newYork, signal)).value).toMatchObject({ time: '2020-07-24T00:00:00.000Z', precipitation: null });
  });

  it('makes nine days out of a recorded answer, and counts no hour twice', async () => {
    const { value, expiresAt } = await answering(compact).provider.forecast(newYork, signal);

    expect(expiresAt).toBe(Date.parse(expires));
    expect(
      value.map(({ date, temperatureMin, temperatureMax, precipitation, windSpeedMax, weatherCode }) => [
        date,
        temperatureMin,
        temperatureMax,
        precipitation,
        windSpeedMax,
        weatherCode,
      ]),
    ).toEqual([
      ['2020-07-20', 26.5, 36, 0, 22.3, 2],
      ['2020-07-21', 22.4, 32.2, 0, 22, 2],
      ['2020-07-22', 23.7, 30.2, 2, 12.6, 81],
      ['2020-07-23', 24.9, 31.3, 2, 13, 81],
      ['2020-07-24', 24.1, 27.7, 3.6, 15.8, 80],
      ['2020-07-25', 21.8, 27.8, 0, 16.6, 3],
      ['2020-07-26', 24.1, 34.7, 1.4, 18.7, 81],
      ['2020-07-27', 25.7, 33.8, 0.2, 20.2, 1],
      ['2020-07-28', 23.9, 33.7, 0, 18, 2],
    ]);
  });

  it('cuts a step of six hours short where the next one begins', async () => {
    const step = (time: string, period: object) => ({ time, data: { instant: { details: { air_temperature: 1 } }, ...period } });
    const six = { next_6_hours: { details: { precipitation_amount: 6 } } };
    const steps = ['2020-07-20T00:00:00Z', '2020-07-20T06:00:00Z', '2020-07-20T08:00:00Z', '2020-07-20T14:00:00Z'].map((time) => step(time, six));

    const { value } = await answering({ properties: { timeseries: steps } }).provider.forecast({ ...newYork, timezone: 'UTC' }, signal);

    expect(value).toEqual([{ date: '2020-07-20', temperatureMin: 1, temperatureMax: 1, precipitation: 6 + 2 + 6 + 6, windSpeedMax: null, weatherCode: null }]);
  });

  it('reads the documented excerpt, which is of no whole day', async () => {
    const { provider } = answering(documented);

    expect((await provider.current(newYork, signal)).value).toMatchObject({ temperature: 20.7, windSpeed: 9, windDirection: 151.8, weatherCode: 2 });
    expect((await provider.forecast(newYork, signal)).value).toEqual([]);
  });

  it('minds the terms: four decimals, and who we are', async () => {
    const { get, open, provider } = answering(compact);

    await provider.current(newYork, signal);

    expect(open.mock.calls[0]?.[0]).toMatchObject({ name: 'met-norway', httpCache: true, allowance: { perSecond: 10 } });
    expect(get.mock.calls[0]?.[0]).toEqual({
      url: 'https://met.example/proxy/weatherapi/locationforecast/2.0/compact',
      params: { lat: 40.7143, lon: -74.006 },
      headers: { 'User-Agent': expect.stringMatching(/^isobar\/\d+\.\d+\.\d+ https:\/\/isobar\.example\/$/) },
    });
  });

  it.each([
    ['Isobar <ada@isobar.example>', 'ada@isobar.example'],
    ['ada@isobar.example', 'ada@isobar.example'],
  ])('gives the address of %s while our page is on localhost', async (MAIL_FROM, contact) => {
    const { get, provider } = answering(compact, { PUBLIC_URL: 'http://localhost:3000', MAIL_FROM });

    await provider.current(newYork, signal);

    expect(get.mock.calls[0]?.[0].headers?.['User-Agent']).toMatch(new RegExp(`^isobar/\\S+ ${contact}$`));
  });

  it.each([[{}], [{ expires: '0' }], [{ expires: 'soon' }]])('knows no expiry in %j', async (headers) => {
    const { expiresAt } = await answering(compact, {}, headers).provider.current(newYork, signal);

    expect(expiresAt === undefined || expiresAt < Date.now()).toBe(true);
  });

  it.each([
    null,
    'text',
    {},
    { properties: { timeseries: [] } },
    { properties: { timeseries: [{ time: 'now', data: { instant: { details: { air_temperature: 1 } } } }] } },
    { properties: { timeseries: [{ time: '2020-07-20T12:00:00Z', data: { instant: { details: { air_temperature: null } } } }] } },
    { properties: { timeseries: [...compact.properties.timeseries].reverse() } },
  ])('sees no weather in %j', (data) => {
    expect(compactAnswer.safeParse(data).success).toBe(false);
  });
});
