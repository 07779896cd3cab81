import { describe, expect, it } from '@jest/globals';
import { weatherView } from '../src/contracts/weather.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';

const byDefault = { WEATHER_PROVIDERS: '' };

describe('without internet, in development', () => {
  const service = bootService({ environment: byDefault });

  it('the weather is a sample that says that it is one', async () => {
    const report = (await service.get('/weather/Oslo')).as(weatherView);

    expect(report).toMatchObject({ city: { name: 'Oslo' }, source: 'sample' });
    expect(report.forecast).toHaveLength(7);
  });

  it('the log says so once, however many ask', async () => {
    for (const city of ['Lima', 'Cairo', 'Vienna', 'Seoul']) await service.get(`/weather/${city}`);

    await eventually(() => { expect(service.api.output).toContain('the weather is sample data'); });
    expect(service.api.output.split('the weather is sample data')).toHaveLength(2);
  });

  it('a city that is not in the bundled list is not found', async () => {
    expectProblem(await service.get('/weather/Qqqqq'), 404, 'CITY_NOT_FOUND');
  });
});

describe('a provider that answers badly, in development', () => {
  const weather = new OpenMeteoDouble();
  const service = bootService({ weather, environment: byDefault });

  it('is not covered up by a sample', async () => {
    weather.behave(500);

    expectProblem(await service.get('/weather/Oslo'), 502, 'UPSTREAM_INVALID');
    for (const city of ['Lima', 'Cairo', 'Vienna', 'Seoul']) await service.get(`/weather/${city}`);
    expectProblem(await service.get('/weather/Oslo'), 503, 'UPSTREAM_UNAVAILABLE');
  });
});

describe('without internet, in production', () => {
  const service = bootService({ environment: { ...byDefault, NODE_ENV: 'production' } });

  it('there is no weather, and no sample of it', async () => {
    const answer = await service.get('/weather/Oslo');

    expectProblem(answer, 503, 'UPSTREAM_UNAVAILABLE');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});
