import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

const timeoutMs = 600;
// A busy neighbour can spoil one measurement, hardly three.
jest.retryTimes(2);

describe('GET /weather/:city', () => {
  const weather = new OpenMeteoDouble();
  const service = bootService({ weather, environment: { WEATHER_TIMEOUT_MS: String(timeoutMs), WEATHER_CONCURRENCY: '3' } });
  beforeEach(() => { weather.reset(); });

  it('tells the weather, now and in the coming week', async () => {
    const answer = await service.get('/weather/oslo');

    expect(answer.status).toBe(200);
    const { current, forecast, fetchedAt, ...rest } = answer.as(weatherView);
    expect(rest).toEqual({
      city: { name: 'Oslo', country: 'Norway', latitude: 59.91273, longitude: 10.74609, timezone: 'Europe/Oslo' },
      source: 'open-meteo',
      stale: false,
    });
    expect(current).toEqual({ time: '2026-11-22T12:15:00.000Z', temperature: 7.5, apparentTemperature: 4.5, humidity: 81, precipitation: 0.1, windSpeed: 12.6, windDirection: 208, weatherCode: 3 });
    expect(forecast).toHaveLength(7);
    expect(forecast[0]).toEqual({ date: '2026-11-22', temperatureMin: 2.5, temperatureMax: 7.5, precipitation: 1.2, windSpeedMax: 20, weatherCode: 61 });
    expect(forecast[6]).toMatchObject({ date: '2026-11-28', windSpeedMax: null });
    expect(Math.abs(Date.now() - Date.parse(fetchedAt))).toBeLessThan(10_000);
  });

  it("asks for the days of the city's own time zone", async () => {
    await service.get('/weather/rio%20de%20janeiro');

    expect(weather.requests.find(({ call }) => call === 'daily')?.query.get('timezone')).toBe('America/Sao_Paulo');
  });

  it('asks for now and for the forecast at once', async () => {
    weather.delay(150);

    const { headers } = await service.get('/weather/oslo');

    expect(weather.highestAtOnce).toBe(2);
    expect(Number(headers.get('X-Process-Time'))).toBeGreaterThanOrEqual(0.3);
    expect(Number(headers.get('X-Process-Time'))).toBeLessThan(0.45);
  });

  it.each([['s-Hertogenbosch', "'s-Hertogenbosch"], ['rio de janeiro', 'Rio de Janeiro']])('finds %s', async (city, name) => {
    const asked = city === 's-Hertogenbosch' ? `'${city}` : city;

    expect((await service.get(`/weather/${encodeURIComponent(asked)}`)).as(weatherView).city.name).toBe(name);
  });

  it('does without what the provider does not know of a place', async () => {
    expect((await service.get('/weather/antarctica')).as(weatherView).city).toMatchObject({ country: null, timezone: 'UTC' });
  });

  it('says so when there is no such city', async () => {
    expectProblem(await service.get('/weather/Atlantis'), 404, 'CITY_NOT_FOUND');
    expectProblem(await service.get(`/weather/${encodeURIComponent('東京')}`), 404, 'CITY_NOT_FOUND');
  });

  it.each(['%20', '...', '<b>', 'a%00b', 'x'.repeat(101), 'Oslo%3Fcount=9', '..%2Fadmin'])('takes no "%s" for a city, and asks nobody', async (city) => {
    expectProblem(await service.get(`/weather/${city}`), 400, 'VALIDATION_FAILED');

    expect(weather.requests).toEqual([]);
  });

  it.each([
    ['an error', 500, 502, 'UPSTREAM_INVALID'],
    ['half an answer', 'malformed', 502, 'UPSTREAM_INVALID'],
    ['another kind of answer', 'nonsense', 502, 'UPSTREAM_INVALID'],
    ['a broken connection', 'reset', 503, 'UPSTREAM_UNAVAILABLE'],
    ['a refusal for now', 429, 503, 'UPSTREAM_UNAVAILABLE'],
    ['nothing', 'hang', 504, 'UPSTREAM_TIMEOUT'],
  ] as const)('turns %s into a problem, at whichever step it comes', async (_, behaviour, status, code) => {
    for (const call of ['search', 'current', 'daily'] as const) {
      weather.reset();
      weather.behave(behaviour, call);

      const answer = await service.get('/weather/oslo');

      expectProblem(answer, status, code);
      expect(answer.headers.has('Retry-After')).toBe(status === 503);
      expect(Number(answer.headers.get('X-Process-Time')) * 1000).toBeLessThan(timeoutMs + 400);
    }
  });

  it('lets go of a provider that does not answer in time', async () => {
    weather.behave('hang', 'current', 'daily');

    await service.get('/weather/oslo');

    await eventually(() => { expect(weather.requests.map(({ call, abandoned }) => [call, abandoned]).sort()).toEqual([['current', true], ['daily', true], ['search', false]]); });
  });

  it('recovers as soon as the provider does', async () => {
    weather.behave(500);
    expect((await service.get('/weather/oslo')).status).toBe(502);

    weather.behave('answer');

    expect((await service.get('/weather/oslo')).status).toBe(200);
  });

  it('never asks for more than so much at once, and keeps its connections', async () => {
    weather.delay(10);
    const before = weather.connections;

    const answers = await Promise.all(Array.from({ length: 12 }, async () => service.get('/weather/oslo')));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(weather.highestAtOnce).toBe(3);
    expect(weather.connections - before).toBeLessThanOrEqual(3);
  });
});
