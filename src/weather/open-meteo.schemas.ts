import { z } from 'zod';

/** Answers of the Open-Meteo API as far as they are used; https://open-meteo.com/en/docs. Units are the API's defaults. */
const number = z.number().nullish().transform((value) => value ?? null);
const numbers = z.array(number);

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
  daily: z.object({
    time: z.array(z.iso.date()),
    temperature_2m_min: z.array(z.number()),
    temperature_2m_max: z.array(z.number()),
    precipitation_sum: numbers.default([]),
    wind_speed_10m_max: numbers.default([]),
    weather_code: numbers.default([]),
  }),
});

export const currentVariables = Object.keys(currentAnswer.shape.current.shape).filter((name) => name !== 'time');
export const dailyVariables = Object.keys(forecastAnswer.shape.daily.shape).filter((name) => name !== 'time');
