import { z } from 'zod';

/** Answers of the Open-Meteo API as far as they are used; https://open-meteo.com/en/docs. Units are the API's defaults. */
const number = z.number().nullish().transform((value) => value ?? null);
const numbers = z.array(number);
/** An answer in other units than the defaults is no answer to what we asked. */
const inOurUnits = z.object({
  temperature_2m: z.literal('°C').optional(),
  apparent_temperature: z.literal('°C').optional(),
  temperature_2m_min: z.literal('°C').optional(),
  temperature_2m_max: z.literal('°C').optional(),
  precipitation: z.literal('mm').optional(),
  precipitation_sum: z.literal('mm').optional(),
  wind_speed_10m: z.literal('km/h').optional(),
  wind_speed_10m_max: z.literal('km/h').optional(),
}).optional();

export const geocodingAnswer = z.object({
  results: z
    .array(
      z.object({
        name: z.string(),
        country: z.string().nullish(),
        latitude: z.number(),
        longitude: z.number(),
        timezone: z.string().nullish(),
      }),
    )
    .optional(),
});

export const currentAnswer = z.object({
  utc_offset_seconds: z.number().default(0),
  current_units: inOurUnits,
  current: z.object({
    time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d/),
    temperature_2m: z.number(),
    apparent_temperature: number,
    relative_humidity_2m: number,
    precipitation: number,
    wind_speed_10m: number,
    wind_direction_10m: number,
    weather_code: number,
  }),
});

export const forecastAnswer = z.object({
  daily_units: inOurUnits,
  daily: z.object({
    time: z.array(z.iso.date()),
    temperature_2m_min: numbers,
    temperature_2m_max: numbers,
    precipitation_sum: numbers.default([]),
    wind_speed_10m_max: numbers.default([]),
    weather_code: numbers.default([]),
  }),
});

/** The body of a 400 or a 429. */
export const refusal = z.object({ reason: z.string() });

export const currentVariables = Object.keys(currentAnswer.shape.current.shape).filter((name) => name !== 'time');
export const dailyVariables = Object.keys(forecastAnswer.shape.daily.shape).filter((name) => name !== 'time');
