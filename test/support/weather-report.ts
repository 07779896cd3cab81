import { type ForecastDay, type WeatherView, weatherUnits } from '../../src/contracts/weather.js';

/** A week in Oslo, from Monday 23 November 2026, in fair weather. */
export function aReport({ city, ...overrides }: Partial<Omit<WeatherView, 'city'>> & { city?: Partial<WeatherView['city']> } = {}): WeatherView {
  return {
    city: { name: 'Oslo', country: 'Norway', latitude: 59.91, longitude: 10.75, timezone: 'Europe/Oslo', ...city },
    current: {
      time: '2026-11-23T12:00:00Z',
      temperature: 4,
      apparentTemperature: 1,
      humidity: 70,
      precipitation: 0,
      windSpeed: 9,
      windDirection: 240,
      weatherCode: 3,
    },
    forecast: days(7),
    units: weatherUnits,
    source: 'sample',
    attribution: 'Made up',
    fetchedAt: '2026-11-23T11:05:00Z',
    stale: false,
    ...overrides,
  };
}

/** So many days one after the other, each with what `overrides` says of it. */
export function days(count: number, overrides: (day: number) => Partial<ForecastDay> = () => ({})): ForecastDay[] {
  return Array.from({ length: count }, (_, day) => ({
    date: new Date(Date.UTC(2026, 10, 23 + day)).toISOString().slice(0, 10),
    temperatureMin: 2 + (day % 3),
    temperatureMax: 8 + (day % 4),
    precipitation: day % 2 === 0 ? 0 : 3.2,
    windSpeedMax: 15 + day,
    weatherCode: 3,
    ...overrides(day),
  }));
}
