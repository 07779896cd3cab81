import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { OpenWeatherMapDouble } from './support/openweathermap-double.js';
import { expectProblem } from './support/problem.js';
import { ServiceProcess } from './support/service-process.js';
import { bootService } from './support/service.js';

const key = 'b1b15e88fa797225412429c1c50c122a';

/** A service that asks OpenWeather with this key; OpenWeather knows the one above. */
function bootWith(OPENWEATHER_API_KEY: string) {
  const openWeather = new OpenWeatherMapDouble(key);
  beforeAll(async () => openWeather.start());
  afterAll(async () => openWeather.stop());
  const environment = { WEATHER_PROVIDERS: 'openweathermap', LOG_LEVEL: 'trace', OPENWEATHER_API_KEY, get OPENWEATHER_URL() { return openWeather.url; } };
  // Open-Meteo tells where a city is.
  return { openWeather, service: bootService({ weather: new OpenMeteoDouble(), environment }) };
}

describe("OpenWeather's weather", () => {
  const { openWeather, service } = bootWith(key);

  it('is told in our units, with its source', async () => {
    const { current, forecast, source, attribution } = (await service.get('/weather/oslo')).as(weatherView);

    expect({ source, attribution }).toEqual({ source: 'openweathermap', attribution: expect.stringContaining('Weather data provided by OpenWeather') });
    expect(current).toMatchObject({
      temperature: 14.5,
      apparentTemperature: 13.5,
      humidity: 64,
      precipitation: 3.2,
      windSpeed: 18,
      windDirection: 349,
      weatherCode: 63,
    });
    expect(Math.abs(Date.parse(current.time) - Date.now())).toBeLessThan(10_000);
    expect(forecast.length).toBeGreaterThanOrEqual(4);
    expect(forecast[1]).toMatchObject({ temperatureMin: 14.5, temperatureMax: 14.5, precipitation: 2.4, windSpeedMax: 18, weatherCode: 63 });
    expect(openWeather.requests.map(({ pathname }) => pathname).sort()).toEqual(['/data/2.5/forecast', '/data/2.5/weather']);
  });

  it('that cannot be read is a problem', async () => {
    openWeather.behaviour = 'nonsense';

    expectProblem(await service.get('/weather/rio%20de%20janeiro'), 502, 'UPSTREAM_INVALID');
  });
});

describe('OpenWeather that had enough of us for now', () => {
  const { openWeather, service } = bootWith(key);

  it('is not there for now', async () => {
    openWeather.behaviour = 429;

    expectProblem(await service.get('/weather/oslo'), 503, 'UPSTREAM_UNAVAILABLE');
  });
});

describe('a key that OpenWeather does not know', () => {
  const wrong = 'f00df00df00df00df00df00df00df00d';
  const { openWeather, service } = bootWith(wrong);

  it('is a problem of ours, and is shown to nobody', async () => {
    const answer = await service.get('/weather/oslo');

    expectProblem(answer, 502, 'UPSTREAM_INVALID');
    expect(openWeather.requests[0]?.query.get('appid')).toBe(wrong);
    expect(JSON.stringify(answer.body)).not.toContain(wrong);
    const metrics = await service.operations.get('/metrics');
    expect(JSON.stringify(metrics)).not.toContain(wrong);
    await eventually(() => { expect(service.api.output).toContain('/weather/'); });
    expect(service.api.output).not.toContain(wrong);
  });
});

describe('OpenWeather without a key', () => {
  it('stops the start, along with all else that is wrong', async () => {
    const started = ServiceProcess.launch('main', {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      DATABASE_URL: 'postgres://localhost',
      REDIS_URL: 'redis://localhost',
      PORT: 'x',
      WEATHER_PROVIDERS: 'sample,openweathermap',
    });
    const { code } = await started.exited;

    expect(code).toBe(78);
    expect(started.output).toMatch(/PORT must be .*\n.*OPENWEATHER_API_KEY must be .*, and is not set/);
  });
});
