import { z } from 'zod';
import { cityQuery } from '../cities/cities.schemas.js';
import { weatherView } from '../contracts/weather.js';
import { problemSchema } from '../platform/http/problems/problem.js';

const mostAtOnce = 20;

export const citiesQuery = z.object({
  cities: z
    .string()
    .max(mostAtOnce * 102)
    .transform((value) => value.split(','))
    .pipe(z.array(cityQuery).min(1).max(mostAtOnce))
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
