import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { citiesOf } from './support/cities.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

const weather = new OpenMeteoDouble();
const service = bootService({ weather });
let another: () => string;
beforeAll(async () => { another = await citiesOf(service); });
beforeEach(() => { weather.reset(); });

describe('GET /weather/:city/chart', () => {
  it('is a picture of the coming days, for screen readers too', async () => {
    const { status, headers, text } = await service.get('/weather/oslo/chart.svg');

    expect([status, headers.get('Content-Type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(text).toMatch(/^<svg .*role="img"/);
    expect(text).toContain('Weather forecast for Oslo, Norway');
    expect(text).toContain('Sunday 22 November: 3 to 8 °C, 1.2 mm of rain, wind up to 20 km/h.');
    expect(text).toContain('prefers-color-scheme');
    expect((await service.get('/weather/oslo/chart.svg?theme=light')).text).not.toContain('prefers-color-scheme');
  });

  it('is there as pixels', async () => {
    const [light, dark] = await Promise.all(['', '?theme=dark'].map(async (theme) => service.get(`/weather/oslo/chart.png${theme}`)));

    expect([light?.status, light?.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    expect(light?.text.slice(1, 4)).toBe('PNG');
    expect(dark?.headers.get('ETag')).not.toBe(light?.headers.get('ETag'));
  });

  it('is kept as its weather is, and not sent again to whoever has it', async () => {
    const city = another();
    const { headers } = await service.get(`/weather/${city}/chart.png`);
    const report = await service.get(`/weather/${city}`);

    expect(headers.get('Cache-Control')).toBe(report.headers.get('Cache-Control'));
    const again = await service.get(`/weather/${city}/chart.png`, { headers: { 'If-None-Match': headers.get('ETag')! } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(weather.requests).toHaveLength(2);
  });

  it('is drawn once for all who ask, and holds nobody up', async () => {
    const city = another();
    await service.get(`/weather/${city}`);

    const startedAt = performance.now();
    const charts = Promise.all(Array.from({ length: 100 }, async () => service.get(`/weather/${city}/chart.svg`)));
    const others = await Promise.all(Array.from({ length: 20 }, async () => service.get('/health/live')));

    expect(new Set((await charts).map(({ status, headers }) => `${status} ${headers.get('ETag')}`)).size).toBe(1);
    expect(Math.max(...others.map(({ headers }) => Number(headers.get('X-Process-Time'))))).toBeLessThan(0.2);
    expect((await service.operations.get('/metrics')).text).toMatch(/answer_cache_reads_total\{kind="chart",found="miss"\} \d+/);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('is a problem when there is no weather to draw, or no such theme', async () => {
    expectProblem(await service.get('/weather/Osloo/chart.svg'), 404, 'CITY_NOT_FOUND');
    expectProblem(await service.get('/weather/oslo/chart.svg?theme=pink'), 400, 'VALIDATION_FAILED');
    expectProblem(await service.get('/weather/..%2F/chart.png'), 400, 'VALIDATION_FAILED');
    expectProblem(await service.get('/weather/oslo/chart.gif'), 404, 'ROUTE_NOT_FOUND');
    weather.behave('reset');
    expectProblem(await service.get(`/weather/${another()}/chart.png`), 503, 'UPSTREAM_UNAVAILABLE');
  });
});
