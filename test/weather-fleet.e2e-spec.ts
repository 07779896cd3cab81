import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { citiesOf } from './support/cities.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { bootService } from './support/service.js';

const allowed = 8;
const weather = new OpenMeteoDouble();
const environment = { WEATHER_CONCURRENCY: String(allowed), WEATHER_TIMEOUT_MS: '20000' };
const first = bootService({ weather, environment });
const others = [1, 2, 3].map(() => bootService({ besides: first, environment }));
const fleet = [first, ...others];
let another: () => string;
beforeAll(async () => { another = await citiesOf(first); });
beforeEach(() => { weather.reset(); });

describe('four API processes', () => {
  it('answer 1,000 people who want the same weather by asking for it once', async () => {
    weather.delay(100);
    const city = another();

    const answers = await Promise.all(Array.from({ length: 1_000 }, async (_, person) => fleet[person % fleet.length]!.get(`/weather/${city}`)));

    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(answers.map((answer) => answer.as(weatherView).fetchedAt)).size).toBe(1);
    expect(weather.requests.map(({ call }) => call).sort()).toEqual(['current', 'daily']);
  });

  it('never ask for more at once than the provider allows, for 1,000 different cities', async () => {
    weather.delay(10);
    const cities = Array.from({ length: 1_000 }, another);

    const answers = await Promise.all(cities.map(async (city, person) => fleet[person % fleet.length]!.get(`/weather/${city}`)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(weather.highestAtOnce).toBeLessThanOrEqual(allowed);
    expect(weather.highestAtOnce).toBe(allowed);
  }, 120_000);
});

describe('a process that dies', () => {
  afterEach(async () => others[0]!.startApi());

  it('gives its places back', async () => {
    weather.behave('hang');
    const lost = Array.from({ length: allowed }, async () => others[0]!.get(`/weather/${another()}`).catch(() => undefined));
    while (weather.requests.length < allowed) await new Promise((resolve) => setTimeout(resolve, 10));

    others[0]!.api.kill('SIGKILL');
    await Promise.all([...lost, others[0]!.api.exited]);
    weather.reset();

    expect((await first.get(`/weather/${another()}`)).status).toBe(200);
  }, 60_000);
});

describe('a quota', () => {
  const quota = bootService({ besides: first, environment: { ...environment, OPEN_METEO_QUOTA: '6/minute,1000/hour' } });

  it('is kept, and said when it begins anew', async () => {
    const answers = [];
    for (let city = 0; city < 5; city++) answers.push(await quota.get(`/weather/${another()}`));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503, 503]);
    const retryAfter = Number(answers[4]!.headers.get('Retry-After'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });
});
