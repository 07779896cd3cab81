import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { eventually } from './support/eventually.js';
import { MetNorwayDouble } from './support/met-norway-double.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

/** The first day that is there as a whole: of today there may be half, or nothing. */
const tomorrowIn = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(Date.now() + 24 * 3_600_000);

describe("MET Norway's weather", () => {
  const met = new MetNorwayDouble();
  beforeAll(async () => met.start());
  afterAll(async () => met.stop());
  beforeEach(() => { met.reset(); });
  const service = bootService({
    // Tells where a city is.
    weather: new OpenMeteoDouble(),
    environment: {
      WEATHER_PROVIDERS: 'met-norway',
      PUBLIC_URL: 'http://localhost:3000',
      MAIL_FROM: 'Isobar <ada@isobar.example>',
      get MET_NORWAY_URL() {
        return met.url;
      },
    },
  });

  it('is told in our units, with its source, and costs one call now and for the coming days, however many ask', async () => {
    const answers = await Promise.all([1, 2, 3].map(async () => service.get('/weather/oslo')));

    for (const { current, forecast, source, attribution, city } of answers.map((answer) => answer.as(weatherView))) {
      expect({ source, attribution, city: city.name }).toEqual({ source: 'met-norway', attribution: expect.stringContaining('MET Norway'), city: 'Oslo' });
      expect(current).toMatchObject({ temperature: 26.5, apparentTemperature: null, humidity: 81.3, windSpeed: 13.7, windDirection: 243.4, weatherCode: 61 });
      expect(Math.abs(Date.parse(current.time) - Date.now())).toBeLessThanOrEqual(1_800_000);
      expect(forecast).toHaveLength(9);
      expect(forecast).toContainEqual({
        date: tomorrowIn('Europe/Oslo'),
        temperatureMin: 26.5,
        temperatureMax: 26.5,
        precipitation: 2.4,
        windSpeedMax: 13.7,
        weatherCode: 61,
      });
    }
    expect(met.requests.map(({ status }) => status)).toEqual([200]);
  });

  it('is asked for as its terms want: by who says who they are, with four decimals', async () => {
    await service.get(`/weather/${encodeURIComponent("'s-Hertogenbosch")}`);

    const [{ query, headers }] = met.requests as [(typeof met.requests)[0]];
    expect(headers['user-agent']).toMatch(/^isobar\/\d+\.\d+\.\d+ ada@isobar\.example$/);
    expect(headers['accept-encoding']).toContain('gzip');
    expect(Object.fromEntries(query)).toEqual({ lat: '51.6992', lon: '5.3042' });
  });

  it('is asked for again only when its time is over, and then whether it changed', async () => {
    met.freshMs = 2_000;
    const before = (await service.get('/weather/rio%20de%20janeiro')).as(weatherView);
    await service.get('/weather/rio%20de%20janeiro');
    expect(met.requests).toHaveLength(1);
    await service.api.advance(61_000);

    await eventually(async () => {
      const after = (await service.get('/weather/rio%20de%20janeiro')).as(weatherView);
      expect(after).toMatchObject({ stale: false, current: { temperature: before.current.temperature } });
      expect(Date.parse(after.fetchedAt)).toBeGreaterThan(Date.parse(before.fetchedAt));
    });
    // On a busy machine its time may be over once more.
    const [first, ...later] = met.requests.map(({ status, headers }) => [status, headers['if-modified-since']]);
    expect(first).toEqual([200, undefined]);
    expect(later).toEqual(later.map(() => [304, met.lastModified]));
    expect(later).not.toEqual([]);
  });
});

describe('MET Norway that answers badly', () => {
  const met = new MetNorwayDouble();
  beforeAll(async () => met.start());
  afterAll(async () => met.stop());
  const service = bootService({ weather: new OpenMeteoDouble(), environment: { WEATHER_PROVIDERS: 'met-norway', get MET_NORWAY_URL() { return met.url; } } });

  it.each([
    ['half an answer', 'malformed', 502, 'UPSTREAM_INVALID'],
    ['another kind of answer', 'nonsense', 502, 'UPSTREAM_INVALID'],
    ['a refusal for now', 429, 503, 'UPSTREAM_UNAVAILABLE'],
  ] as const)('gives a problem after %s', async (_, behaviour, status, code) => {
    met.behaviour = behaviour;

    expectProblem(await service.get('/weather/oslo'), status, code);
  });
});

describe('MET Norway that will withdraw this version', () => {
  const met = new MetNorwayDouble();
  beforeAll(async () => met.start());
  afterAll(async () => met.stop());
  const service = bootService({ weather: new OpenMeteoDouble(), environment: { WEATHER_PROVIDERS: 'met-norway', get MET_NORWAY_URL() { return met.url; } } });

  it('is read all the same', async () => {
    met.behaviour = 203;

    expect((await service.get('/weather/oslo')).as(weatherView).source).toBe('met-norway');
  });
});

describe('MET Norway after Open-Meteo', () => {
  const met = new MetNorwayDouble();
  const openMeteo = new OpenMeteoDouble();
  beforeAll(async () => met.start());
  afterAll(async () => met.stop());
  const service = bootService({ weather: openMeteo, environment: { WEATHER_PROVIDERS: 'open-meteo,met-norway', get MET_NORWAY_URL() { return met.url; } } });

  it('is asked when that one fails in whatever way, and for the part alone that is missing', async () => {
    expect((await service.get('/weather/lima')).as(weatherView).source).toBe('open-meteo');
    openMeteo.behave(500);
    expect((await service.get('/weather/quito')).as(weatherView).source).toBe('met-norway');
    openMeteo.reset();
    openMeteo.behave(429, 'daily');
    const both = (await service.get('/weather/cusco')).as(weatherView);

    expect(both.source.split(', ').sort()).toEqual(expect.arrayContaining(['met-norway']));
    expect(both.attribution).toContain('MET Norway');
  });
});
