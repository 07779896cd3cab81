import { z } from 'zod';

/**
 * Answers of OpenWeather as far as they are used, asked with `units=metric`: https://openweathermap.org/current and /forecast5. Wind is in metres per
 * second.
 */
const number = z.number().nullish().transform((value) => value ?? null);
const seconds = z.int().nonnegative().max(8_640_000_000_000);

/** Millimetres in the hours that the name tells; left out when there is none. */
const amount = z.object({ '1h': z.number().optional(), '3h': z.number().optional() }).optional();

const conditions = z.object({
  dt: seconds.transform((time) => time * 1000),
  main: z.object({ temp: z.number(), feels_like: number, humidity: number }),
  weather: z.array(z.object({ id: z.int() })).min(1),
  wind: z.object({ speed: number, deg: number }).default({ speed: null, deg: null }),
  rain: amount,
  snow: amount,
});

export const currentAnswer = conditions;

/** Steps of three hours. */
export const forecastAnswer = z.object({ list: z.array(conditions).max(1000) });

export type Conditions = z.infer<typeof conditions>;
