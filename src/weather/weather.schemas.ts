import { z } from 'zod';
import { weatherView } from '../contracts/weather.js';
import { problemSchema } from '../platform/http/problem.js';
import { lineOfText } from '../platform/http/validation.js';

const mostAtOnce = 20;

/** A city's name: letters of any script or digits, with the marks that names have. After a comma, its country or region. */
export const cityParam = lineOfText(100).regex(/^(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N} .,'’()-]+$/u, 'must be the name of a city');

export const citiesQuery = z.object({
  cities: z
    .string()
    .max(mostAtOnce * 102)
    .transform((value) => value.split(','))
    .pipe(z.array(cityParam).min(1).max(mostAtOnce))
    .meta({ openapi: { type: 'string', description: `up to ${mostAtOnce} names, with commas between them`, example: 'oslo,lima' } }),
});
export type CitiesQuery = z.infer<typeof citiesQuery>;

/** One of several cities: its weather, or why there is none. */
export const cityWeather = z.object({
  city: z.string().describe('as it was asked for'),
  status: z.int().describe('what GET /weather/:city would have answered'),
  weather: weatherView.optional(),
  problem: problemSchema.pick({ title: true, detail: true, code: true, suggestions: true }).optional(),
});
export type CityWeather = z.infer<typeof cityWeather>;

export const citiesWeather = z.object({ items: z.array(cityWeather) }).meta({ id: 'CitiesWeather' });
export type CitiesWeather = z.infer<typeof citiesWeather>;
