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
    units: z.record(z.string(), z.string()).describe('the unit of each kind of value'),
    source: z.string().describe('the provider that answered; both, when one told the current weather and another the forecast'),
    attribution: z.string().describe('what the licence of the data asks to be named'),
    fetchedAt: z.iso.datetime().describe('when the part was fetched that is first to be fetched again'),
    stale: z.boolean().describe('true when a part is older than it should be: a newer one is on its way, or the provider cannot be asked'),
  })
  .meta({ id: 'Weather' });

/** What {@link WeatherView} states its values in, whatever the provider uses. */
export const weatherUnits = { temperature: '°C', humidity: '%', precipitation: 'mm', windSpeed: 'km/h', windDirection: '°', weatherCode: 'WMO 4677' };

export type WeatherView = z.infer<typeof weatherView>;
export type CurrentWeather = WeatherView['current'];
export type ForecastDay = WeatherView['forecast'][number];
