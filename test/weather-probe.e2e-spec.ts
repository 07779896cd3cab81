import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MetNorwayDouble } from './support/met-norway-double.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { OpenWeatherMapDouble } from './support/openweathermap-double.js';
import { ServiceProcess } from './support/service-process.js';

const key = 'b1b15e88fa797225412429c1c50c122a';

describe('npm run weather:probe', () => {
  const [openMeteo, met, openWeather] = [new OpenMeteoDouble(), new MetNorwayDouble(), new OpenWeatherMapDouble(key)];
  const doubles = [openMeteo, met, openWeather];
  beforeAll(async () => { await Promise.all(doubles.map(async (double) => double.start())); });
  afterAll(async () => { await Promise.all(doubles.map(async (double) => double.stop())); });
  beforeEach(() => {
    openMeteo.reset();
    met.reset();
  });

  /** Without PostgreSQL and Redis. */
  async function probe(args: readonly string[], changed: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; output: string }> {
    const urls = { OPEN_METEO_URL: openMeteo.url, OPEN_METEO_GEOCODING_URL: openMeteo.url, MET_NORWAY_URL: met.url, OPENWEATHER_URL: openWeather.url };
    const probing = ServiceProcess.launch('commands/weather-probe', { PATH: process.env.PATH, NODE_ENV: 'test', ...urls, ...changed }, args);
    const { code } = await probing.exited;
    return { code, output: probing.output };
  }

  it('asks the configured providers, and says what each gave', async () => {
    const { code, output } = await probe([], { WEATHER_PROVIDERS: 'open-meteo,met-norway,openweathermap', OPENWEATHER_API_KEY: key });

    expect(output).toMatch(/open-meteo.*ok, 7 days.*7\.5/);
    expect(output).toMatch(/met-norway.*ok, 9 days.*26\.5/);
    expect(output).toMatch(/openweathermap.*ok, \d days.*14\.5/);
    expect(output).not.toContain(key);
    expect(code).toBe(0);
  });

  it('fails when one does, and asks those that are named only', async () => {
    met.behaviour = 'nonsense';

    const { code, output } = await probe(['met-norway', 'sample']);

    expect(output).toMatch(/met-norway.*UPSTREAM_INVALID/);
    expect(output).toMatch(/sample.*ok/);
    expect(output).not.toContain('open-meteo');
    expect(code).toBe(1);
  });

  it('skips one without a key, and says so', async () => {
    const { code, output } = await probe(['openweathermap']);

    expect(output).toMatch(/openweathermap.*skipped/);
    expect(code).toBe(0);
  });

  it('explains itself', async () => {
    expect(await probe(['accuweather'])).toMatchObject({ code: 2, output: expect.stringContaining('Usage: npm run weather:probe') });
  });
});
