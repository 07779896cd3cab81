import { z } from 'zod';

export const liveness = z.object({ status: z.literal('live') }).meta({ id: 'Liveness' });
export type Liveness = z.infer<typeof liveness>;

const dependency = z.object({ status: z.enum(['up', 'down']), milliseconds: z.number().describe('how long the check took') });

export const readiness = z
  .object({
    status: z.enum(['ready', 'degraded', 'unavailable']).describe('degraded: some of the service works only in part'),
    dependencies: z.object({ database: dependency, redis: dependency }),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readiness>;
