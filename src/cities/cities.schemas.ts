import { z } from 'zod';
import { lineOfText } from '../platform/http/routes/validation.js';

/**
 * A city as people type it: its name, and after commas its country or region. Letters of any script or digits, with what stands between
 * them in names; never a path.
 */
export const cityQuery = lineOfText(100)
  .regex(/^(?=[^,]*[\p{L}\p{N}])(?!.*\.\.)[\p{L}\p{M}\p{N} .,'’‘`´·・&–‐\u060C\u05BE\u200C()-]+$/u, 'must be the name of a city')
  .meta({ example: 'paris,us' });

export const suggestionQuery = z.strictObject({
  q: cityQuery,
  limit: z
    .string()
    .regex(/^\d{1,2}$/, 'must be a whole number from 1 to 20')
    .transform(Number)
    .pipe(z.int().min(1).max(20))
    .meta({ openapi: { type: 'integer', minimum: 1, maximum: 20, default: 10 } })
    .default(10),
});
export type SuggestionQuery = z.infer<typeof suggestionQuery>;

export const citySuggestion = z
  .object({
    name: z.string(),
    country: z.string().nullable().describe('in English'),
    region: z.string().nullable().describe("GeoNames' code of the first-level division, such as a US state's"),
    latitude: z.number().describe('degrees'),
    longitude: z.number().describe('degrees'),
    timezone: z.string().describe('IANA name'),
    population: z.int().nonnegative().describe('0 when it is not known'),
  })
  .meta({ id: 'CitySuggestion' });
export type CitySuggestion = z.infer<typeof citySuggestion>;

export const citySuggestions = z.object({ items: z.array(citySuggestion) }).meta({ id: 'CitySuggestions' });
export type CitySuggestions = z.infer<typeof citySuggestions>;
