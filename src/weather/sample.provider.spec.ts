import { describe, expect, it } from '@jest/globals';
import { weatherView } from '../contracts/weather.js';
import { SampleProvider } from './sample.provider.js';

describe('SampleProvider', () => {
  const provider = new SampleProvider();

  it('knows some cities, in any case', async () => {
    expect(await provider.locate('new york')).toMatchObject({ name: 'New York', country: 'United States' });
    await expect(provider.locate('Atlantis')).rejects.toMatchObject({ code: 'CITY_NOT_FOUND' });
  });

  it('gives weather as the contract has it, of the coming week', async () => {
    const city = await provider.locate('Oslo');

    const report = weatherView.parse({ city, current: await provider.current(city), forecast: await provider.forecast(city), source: provider.name, fetchedAt: new Date().toISOString(), stale: false });

    expect(report.forecast).toHaveLength(7);
    expect(new Set(report.forecast.map(({ date }) => date)).size).toBe(7);
    for (const { temperatureMin, temperatureMax } of report.forecast) expect(temperatureMin).toBeLessThan(temperatureMax);
    expect(report.forecast[0]?.date).toBe(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format());
  });

  it('has the same weather for the same day', async () => {
    const city = await provider.locate('Tokyo');

    expect(await provider.forecast(city)).toEqual(await provider.forecast(city));
  });
});
