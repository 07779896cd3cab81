import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { citiesOf } from './support/cities.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { OwnServer } from './support/own-server.js';
import { bootService } from './support/service.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const weather = new OpenMeteoDouble();
const redis = OwnServer.redis();
const service = bootService({ weather, redis, environment: { WEATHER_TIMEOUT_MS: '1000' } });
let another: () => string;
beforeAll(async () => { another = await citiesOf(service); });
beforeEach(() => { weather.reset(); });

const calls = () => weather.requests.map(({ call }) => call).sort();
const temperatureOf = async (city: string) => (await service.get(`/weather/${city}`)).as(weatherView).current.temperature;

describe('an answer that is fresh', () => {
  it('is given again without asking anybody, and says how old it is and for how long it is good', async () => {
    const city = another();
    await service.get(`/weather/${city}`);
    await service.api.advance(9 * minuteMs);

    const { headers, as } = await service.get(`/weather/${city}`);

    expect(calls()).toEqual(['current', 'daily']);
    expect(headers.get('Cache-Control')).toBe('public, max-age=600, stale-while-revalidate=600, stale-if-error=43200');
    expect(Number(headers.get('Age'))).toBeGreaterThanOrEqual(540);
    expect(Number(headers.get('Age'))).toBeLessThan(560);
    expect(as(weatherView).stale).toBe(false);
  });

  it('is not sent again to whoever has it', async () => {
    const city = another();
    const { headers } = await service.get(`/weather/${city}`);
    const etag = headers.get('ETag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await service.get(`/weather/${city}`, { headers: { 'If-None-Match': known } });
      expect([again.status, again.text, again.headers.get('ETag')]).toEqual([304, '', etag]);
      expect(again.headers.get('Cache-Control')).toContain('max-age');
    }
    expect((await service.get(`/weather/${city}`, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  });
});

describe('an answer that is no longer fresh', () => {
  it('is given at once, while a new one is fetched: of the part alone that needs it', async () => {
    const city = another();
    await service.get(`/weather/${city}`);
    weather.reset();
    weather.delay(300);
    weather.temperature = 12;
    await service.api.advance(11 * minuteMs);

    const stale = await service.get(`/weather/${city}`);

    expect(stale.as(weatherView)).toMatchObject({ stale: true, current: { temperature: 7.5 } });
    expect(Number(stale.headers.get('Age'))).toBeGreaterThanOrEqual(660);
    expect(Number(stale.headers.get('X-Process-Time'))).toBeLessThan(0.2);
    await eventually(async () => { expect(await temperatureOf(city)).toBe(12); });
    expect(calls()).toEqual(['current']);
    weather.temperature = 7.5;
  });

  it('is renewed before it is given when it is old', async () => {
    const city = another();
    await service.get(`/weather/${city}`);
    weather.temperature = 14;
    await service.api.advance(3 * hourMs);

    expect((await service.get(`/weather/${city}`)).as(weatherView)).toMatchObject({ stale: false, current: { temperature: 14 } });
    weather.temperature = 7.5;
  });

  it('is given while the provider is dead for an hour, and says how old it is', async () => {
    const city = another();
    await service.get(`/weather/${city}`);
    await weather.stop();

    await service.api.advance(hourMs);
    const { status, headers, as } = await service.get(`/weather/${city}`);

    expect(status).toBe(200);
    expect(as(weatherView)).toMatchObject({ stale: true, current: { temperature: 7.5 } });
    expect(Number(headers.get('Age'))).toBeGreaterThanOrEqual(3_600);
    expect(Number(headers.get('Age'))).toBeLessThan(3_630);
    expect((await service.get(`/weather/${another()}`)).status).toBe(503);
    expect((await service.get('/health/ready')).status).toBe(200);
    await weather.start();
    await service.api.advance(minuteMs);
  });

  it('is given after a while when the provider takes for ever', async () => {
    const city = another();
    await service.get(`/weather/${city}`);
    weather.behave('hang');
    await service.api.advance(hourMs);

    const { as, headers } = await service.get(`/weather/${city}`);

    expect(as(weatherView).stale).toBe(true);
    expect(Number(headers.get('X-Process-Time'))).toBeLessThan(1.5);
  });
});

describe('while Redis is gone or frozen', () => {
  it('each process has what is in its memory, and asks the provider for the rest', async () => {
    const [known, unknown] = [another(), another()];
    await service.api.advance(minuteMs);
    await service.get(`/weather/${known}`);
    weather.reset();

    redis.freeze();
    expect((await service.get(`/weather/${known}`)).status).toBe(200);
    expect(weather.requests).toEqual([]);
    expect((await service.get(`/weather/${unknown}`)).status).toBe(200);
    expect((await service.get(`/weather/${another()}`)).status).toBe(200);
    redis.thaw();

    await redis.stop();
    const gone = await Promise.all(Array.from({ length: 5 }, async () => service.get(`/weather/${another()}`)));
    expect(gone.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(weather.highestAtOnce).toBe(1);
    await redis.start();
  });
});
