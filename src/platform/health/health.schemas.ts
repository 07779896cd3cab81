import { z } from 'zod';

export const liveness = z.object({ status: z.literal('live') }).meta({ id: 'Liveness' });
export type Liveness = z.infer<typeof liveness>;

const dependency = z.object({
  status: z.enum(['up', 'down']),
  milliseconds: z.number().describe('how long the check took'),
  reason: z.string().optional().describe('why it is of no use though it answers, and what to do'),
});

const upstream = z.object({
  breaker: z.enum(['closed', 'half-open', 'open']).describe('open: it has failed too often and is not asked for now'),
  running: z.int().describe('calls of this process'),
  waiting: z.int().describe('calls of this process that wait for a place'),
  pausedForSeconds: z.int().describe('for how long it is left alone, as it asked'),
});

export const readiness = z
  .object({
    status: z.enum(['ready', 'degraded', 'unavailable']).describe('degraded: some of the service works only in part'),
    dependencies: z.object({ database: dependency, redis: dependency }),
    upstreams: z.record(z.string(), upstream).describe('services that are not ours; without them the process serves what it has kept'),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readiness>;
