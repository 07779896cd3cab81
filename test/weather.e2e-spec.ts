import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { weatherView } from '../src/contracts/weather.js';
import { citiesOf } from './support/cities.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

const timeoutMs = 600;
/** What lies around the calls, on a busy machine. */
const besidesMs = 400;
// A busy neighbour can spoil one measurement, hardly three.
jest.retryTimes(2);

const weather = new OpenMeteoDouble();
const service = bootService({ weather, environment: { WEATHER_TIMEOUT_MS: String(timeoutMs), WEATHER_CONCURRENCY: '3' } });
let another: () => string;
beforeAll(async () => { another = await citiesOf(service); });
const milliseconds = ({ headers }: { headers: Headers }) => Number(headers.get('X-Process-Time')) * 1000;

/** Past every pause and every window of a breaker; one good answer closes it. */
async function heal(): Promise<void> {
  weather.reset();
  await service.api.advance(600_000);
  await service.get(`/weather/${another()}`);
  weather.reset();
}

describe('GET /weather/:city', () => {
  beforeEach(() => { weather.reset(); });

  it('tells the weather, now and in the coming week, its units and whose it is', async () => {
    const answer = await service.get('/weather/oslo');

    expect(answer.status).toBe(200);
    const { current, forecast, fetchedAt, ...rest } = answer.as(weatherView);
    expect(rest).toEqual({
      city: { name: 'Oslo', country: 'Norway', latitude: 59.91273, longitude: 10.74609, timezone: 'Europe/Oslo' },
      units: { temperature: '°C', humidity: '%', precipitation: 'mm', windSpeed: 'km/h', windDirection: '°', weatherCode: 'WMO 4677' },
      source: 'open-meteo',
      attribution: 'Weather data by Open-Meteo.com (CC BY 4.0)',
      stale: false,
    });
    expect(current).toEqual({
      time: '2026-11-22T12:15:00.000Z',
      temperature: 7.5,
      apparentTemperature: 4.5,
      humidity: 81,
      precipitation: 0.1,
      windSpeed: 12.6,
      windDirection: 208,
      weatherCode: 3,
    });
    expect(forecast).toHaveLength(7);
    expect(forecast[0]).toEqual({ date: '2026-11-22', temperatureMin: 2.5, temperatureMax: 7.5, precipitation: 1.2, windSpeedMax: 20, weatherCode: 61 });
    expect(forecast[6]).toMatchObject({ date: '2026-11-28', windSpeedMax: null });
    expect(Math.abs(Date.now() - Date.parse(fetchedAt))).toBeLessThan(10_000);
  });

  it('knows most places by itself, and asks the provider for the others', async () => {
    expect((await service.get('/weather/m%C3%BCnchen')).as(weatherView).city).toMatchObject({ name: 'Munich', country: 'Germany' });
    expect((await service.get('/weather/paris,us')).as(weatherView).city).toMatchObject({ name: 'Paris', country: 'United States' });
    expect(weather.requests.filter(({ call }) => call === 'search')).toEqual([]);

    expect((await service.get('/weather/somewhere%201')).as(weatherView).city).toMatchObject({ name: 'Somewhere 1', country: 'Nowhere' });
  });

  it("asks for the days of the city's own time zone", async () => {
    await service.get('/weather/rio%20de%20janeiro');

    expect(weather.requests.find(({ call }) => call === 'daily')?.query.get('timezone')).toBe('America/Sao_Paulo');
  });

  it('asks for now and for the forecast at once', async () => {
    weather.delay(200);

    const answer = await service.get(`/weather/${another()}`);

    expect(weather.highestAtOnce).toBe(2);
    expect(milliseconds(answer)).toBeGreaterThanOrEqual(200);
    expect(milliseconds(answer)).toBeLessThan(200 + 150);
  });

  it('does without what the provider does not know of a place', async () => {
    expect((await service.get('/weather/antarctica')).as(weatherView).city).toMatchObject({ country: null, timezone: 'UTC' });
  });

  it('says so when there is no such city, and what may have been meant', async () => {
    const problem = expectProblem(await service.get('/weather/Osloo'), 404, 'CITY_NOT_FOUND');

    expect(problem.suggestions).toContain('Oslo, Norway');
    expectProblem(await service.get(`/weather/${encodeURIComponent('なんでもない')}`), 404, 'CITY_NOT_FOUND');
  });

  it.each(['%20', '...', '<b>', 'a%00b', 'x'.repeat(101), 'x'.repeat(7_000), 'Oslo%3Fcount=9', '..%2Fadmin'])(
    'takes no "%s" for a city, and asks nobody',
    async (city) => {
      expectProblem(await service.get(`/weather/${city}`), 400, 'VALIDATION_FAILED');

      expect(weather.requests).toEqual([]);
    },
  );

  it('never asks for more than so much at once, first come, first served, and keeps its connections', async () => {
    weather.delay(50);
    const before = weather.connections;
    const numbers = Array.from({ length: 12 }, (_, number) => 500 + number);

    const answers: Promise<{ status: number }>[] = [];
    for (const number of numbers) {
      answers.push(service.get(`/weather/somewhere%20${number}`));
      await sleep(5);
    }

    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(weather.highestAtOnce).toBe(3);
    expect(weather.connections - before).toBeLessThanOrEqual(3);
    expect(weather.requests.flatMap(({ call, query }) => (call === 'search' ? [query.get('name')] : []))).toEqual(
      numbers.map((number) => `somewhere ${number}`),
    );
  });
});

describe('GET /weather?cities=', () => {
  beforeEach(() => { weather.reset(); });

  it('answers for each city by itself', async () => {
    const { status, body } = await service.get('/weather?cities=oslo,Osloo,Lagos');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [
        { city: 'oslo', status: 200, weather: { city: { name: 'Oslo' } } },
        {
          city: 'Osloo',
          status: 404,
          problem: { code: 'CITY_NOT_FOUND', suggestions: ['Oslo, Norway', expect.any(String), expect.any(String), expect.any(String), expect.any(String)] },
        },
        { city: 'Lagos', status: 200, weather: { city: { name: 'Lagos' } } },
      ],
    });
  });

  it.each(['', '?cities=', '?cities=oslo,', `?cities=${Array(21).fill('oslo').join(',')}`, '?cities=../x,oslo'])('refuses "%s"', async (query) => {
    expectProblem(await service.get(`/weather${query}`), 400, 'VALIDATION_FAILED');
  });
});

describe('a provider in trouble', () => {
  afterEach(heal);

  const faults = [
    ['an error', 500, 502, 'UPSTREAM_INVALID', 0],
    ['half an answer', 'malformed', 502, 'UPSTREAM_INVALID', 0],
    ['another kind of answer', 'nonsense', 502, 'UPSTREAM_INVALID', 0],
    ['degrees Fahrenheit', 'fahrenheit', 502, 'UPSTREAM_INVALID', 0],
    ['more than anybody should read', 'huge', 502, 'UPSTREAM_INVALID', 0],
    ['a broken connection', 'reset', 503, 'UPSTREAM_UNAVAILABLE', 0],
    ['a refusal for now', 429, 503, 'UPSTREAM_UNAVAILABLE', 0],
    ['nothing', 'hang', 504, 'UPSTREAM_TIMEOUT', timeoutMs],
    ['a byte now and then', 'drip', 504, 'UPSTREAM_TIMEOUT', timeoutMs],
  ] as const;

  it.each(faults)('turns %s into a problem, in no more time than it takes', async (_, behaviour, status, code, takesMs) => {
    for (const call of ['current', 'daily'] as const) {
      weather.reset();
      weather.behave(behaviour, call);

      const answer = await service.get(`/weather/${another()}`);

      expectProblem(answer, status, code);
      expect(answer.headers.has('Retry-After')).toBe(status === 503);
      expect(milliseconds(answer)).toBeGreaterThanOrEqual(takesMs);
      expect(milliseconds(answer)).toBeLessThan(takesMs + besidesMs);
      await service.api.advance(120_000);
    }
  });

  // A place has no units.
  it.each(faults.filter((fault) => fault[1] !== 'fahrenheit').map(([name, ...rest]) => ({ name, rest })))(
    'turns $name into a problem when it looks for a place',
    async ({ rest: [behaviour, status, code] }) => {
      weather.behave(behaviour, 'search');

      expectProblem(await service.get('/weather/somewhere%202'), status, code);
    },
  );

  it('is let go of when it does not answer in time', async () => {
    weather.behave('hang');

    await service.get(`/weather/${another()}`);

    await eventually(() => { expect(weather.requests.map(({ call, abandoned }) => [call, abandoned]).sort()).toEqual([['current', true], ['daily', true]]); });
  });

  it('is let go of when the client has gone', async () => {
    weather.behave('hang');
    const client = new AbortController();

    const answer = fetch(`${service.url}/weather/${another()}`, { signal: client.signal });
    await eventually(() => { expect(weather.requests).toHaveLength(2); });
    client.abort();

    await expect(answer).rejects.toThrow();
    await eventually(() => { expect(weather.requests.every(({ abandoned }) => abandoned)).toBe(true); }, timeoutMs / 2);
  });

  it('is left alone for as long as it asks, and asked again then', async () => {
    weather.behave(429);
    const refused = expectRetryAfter(await service.get(`/weather/${another()}`));
    weather.reset();

    expectRetryAfter(await service.get(`/weather/${another()}`));
    expect(weather.requests).toEqual([]);
    expect((await service.get('/health/ready')).body).toMatchObject({ status: 'ready', upstreams: { 'open-meteo': { pausedForSeconds: expect.any(Number) } } });

    await service.api.advance(refused * 1000);
    expect((await service.get(`/weather/${another()}`)).status).toBe(200);
  });

  it('is asked again once, and only where that is worth it', async () => {
    for (let calls = 0; calls < 6; calls++) await service.get(`/weather/${another()}`);
    weather.reset();
    weather.behave(500, 'current');

    await service.get(`/weather/${another()}`);

    expect(weather.requests.filter(({ call }) => call === 'current')).toHaveLength(2);
    expect((await service.operations.get('/metrics')).text).toMatch(/upstream_retries_total\{upstream="open-meteo"\} [1-9]/);
  });

  it('is not asked while it fails, but for one call in a while, and asked as before as soon as it is well', async () => {
    weather.behave(500);
    for (let city = 0; city < 6; city++) await service.get(`/weather/somewhere%20${100 + city}`);
    weather.reset();
    weather.behave(500);

    for (let city = 0; city < 20; city++) {
      const answer = await service.get(`/weather/somewhere%20${200 + city}`);
      expectProblem(answer, 503, 'UPSTREAM_UNAVAILABLE');
    }
    expect(weather.requests).toEqual([]);
    expect((await service.operations.get('/metrics')).text).toContain('upstream_breaker_state{upstream="open-meteo"} 2');
    expect((await service.get('/health/ready')).body).toMatchObject({ upstreams: { 'open-meteo': { breaker: 'open' } } });

    await service.api.advance(5_000);
    await Promise.all(Array.from({ length: 10 }, async (__, city) => service.get(`/weather/somewhere%20${300 + city}`)));
    expect(weather.requests).toHaveLength(1);

    weather.behave('answer');
    await service.api.advance(5_000);
    expect((await service.get('/weather/somewhere%20400')).status).toBe(200);
    expect((await service.operations.get('/metrics')).text).toContain('upstream_breaker_state{upstream="open-meteo"} 0');
  });
});

function expectRetryAfter(answer: Awaited<ReturnType<typeof service.get>>): number {
  expectProblem(answer, 503, 'UPSTREAM_UNAVAILABLE');
  const seconds = Number(answer.headers.get('Retry-After'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  return seconds;
}
