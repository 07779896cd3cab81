import { describe, expect, it } from '@jest/globals';
import { SampleProvider } from './sample.provider.js';

const provider = new SampleProvider();
const oslo = { name: 'Oslo', country: 'Norway', latitude: 59.9, longitude: 10.7, timezone: 'Europe/Oslo' };

describe('SampleProvider', () => {
  it('makes up the coming week, the same for the same day', async () => {
    const { value: forecast } = await provider.forecast(oslo);

    expect(forecast).toHaveLength(7);
    expect(new Set(forecast.map(({ date }) => date)).size).toBe(7);
    for (const { temperatureMin, temperatureMax } of forecast) expect(temperatureMin).toBeLessThan(temperatureMax);
    expect(forecast[0]?.date).toBe(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format());
    expect(await provider.forecast(oslo)).toEqual({ value: forecast });
  });

  it.each([[0, 15, 35], [60, -30, 25], [-60, -30, 25], [90, -50, 10]])('has a climate for a latitude of %d', async (latitude, coldest, warmest) => {
    const { value } = await provider.current({ ...oslo, latitude });

    expect(value.temperature).toBeGreaterThan(coldest);
    expect(value.temperature).toBeLessThan(warmest);
  });
});
