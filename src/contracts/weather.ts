import { z } from 'zod';

const celsius = z.number().describe('degrees Celsius');
const measured = (unit: string) => z.number().nullable().describe(`${unit}; null when the provider does not say`);
const kilometresPerHour = measured('kilometres per hour');
const weatherCode = measured('WMO 4677 weather code');

/** The weather of a city as `GET /weather/:city` and `weather:update` give it. */
export const weatherView = z
  .object({
    city: z.object({
      name: z.string(),
      country: z.string().nullable(),
      latitude: z.number(),
      longitude: z.number(),
      timezone: z.string().describe('IANA time zone'),
    }),
    current: z.object({
      time: z.iso.datetime(),
      temperature: celsius,
      apparentTemperature: measured('degrees Celsius'),
      humidity: measured('per cent'),
      precipitation: measured('millimetres in the preceding interval'),
      windSpeed: kilometresPerHour,
      windDirection: measured('degrees, where the wind comes from'),
      weatherCode,
    }),
    forecast: z.array(
      z.object({
        date: z.iso.date().describe("a day in the city's own time zone"),
        temperatureMin: celsius,
        temperatureMax: celsius,
        precipitation: measured('millimetres'),
        windSpeedMax: kilometresPerHour,
        weatherCode,
      }),
    ),
    source: z.string().describe('the provider that answered'),
    fetchedAt: z.iso.datetime(),
    stale: z.boolean().describe('true when the provider could not be asked and an older answer stands in'),
  })
  .meta({ id: 'Weather' });

export type WeatherView = z.infer<typeof weatherView>;
export type CurrentWeather = WeatherView['current'];
export type ForecastDay = WeatherView['forecast'][number];
