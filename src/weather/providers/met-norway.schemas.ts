import { z } from 'zod';

/** Answers of MET Norway's Locationforecast 2.0 as far as they are used; https://docs.api.met.no/doc/ForecastJSON. Wind is in metres per second. */
const number = z.number().nullish().transform((value) => value ?? null);

const period = z.object({
  summary: z.object({ symbol_code: z.string() }).optional(),
  details: z.object({ precipitation_amount: number }).optional(),
});

const step = z.object({
  time: z.iso.datetime({ offset: true }).transform((time) => Date.parse(time)),
  data: z.object({
    instant: z.object({
      details: z.object({ air_temperature: z.number(), relative_humidity: number, wind_speed: number, wind_from_direction: number }),
    }),
    next_1_hours: period.optional(),
    next_6_hours: period.optional(),
  }),
});

/** At least one step, in the order of time. */
export const compactAnswer = z.object({
  properties: z.object({
    timeseries: z
      .array(step)
      .min(1)
      .max(1000)
      .refine((steps) => steps.every(({ time }, index) => time > (steps[index - 1]?.time ?? -Infinity)), 'must be in the order of time'),
  }),
});

export type Step = z.infer<typeof step>;
