import { z } from 'zod';

const id = z.int().positive();
/** Whoever has an address that somebody typed; null when nobody has. */
const idOrNobody = id.nullable();
/** Mails about an account, besides the first: which one, and about what. One job for all, so that a relay asks for few. */
const accountMail = z.discriminatedUnion('mail', [
  z.strictObject({ mail: z.literal('verification'), userId: idOrNobody }),
  z.strictObject({ mail: z.literal('password-reset'), userId: idOrNobody }),
  z.strictObject({ mail: z.literal('password-changed'), userId: id }),
  z.strictObject({ mail: z.literal('address-link'), changeId: id }),
  z.strictObject({ mail: z.literal('address-asked'), changeId: id }),
  z.strictObject({ mail: z.literal('address-changed'), changeId: id, to: z.enum(['old', 'new']) }),
  z.strictObject({ mail: z.literal('second-factor'), userId: id, on: z.boolean() }),
  z.strictObject({ mail: z.literal('sign-in'), clientId: id }),
]);
export type AccountMail = z.infer<typeof accountMail>;
const mail = { queue: 'email', attempts: 1_000, backoffMs: { first: 1_000, longest: 30_000 }, keepFinished: 1_000 } as const;

/**
 * Every job, by name: its Bull queue, the payload that producer and consumer both parse, how often it is tried, how long it waits
 * in between (milliseconds, doubling from the first to the longest, with jitter) and how many finished ones Redis keeps.
 * Payloads carry ids, never secrets or rendered text.
 */
export const jobs = {
  'welcome-email': { ...mail, payload: z.strictObject({ userId: id }) },
  'account-email': { ...mail, payload: accountMail },
  'publish-event': {
    queue: 'events',
    payload: z.strictObject({ userId: z.int().positive(), offset: z.int().positive() }),
    attempts: 20,
    backoffMs: { first: 250, longest: 5_000 },
    keepFinished: 100,
  },
} as const;

/** What is done again and again, and the Bull queue it goes through. Nobody asks for it, and nothing is owed to anyone: it has no payload and no outbox row. */
export const schedules = {
  'refresh-weather': { queue: 'weather' },
} as const;

export type ScheduleName = keyof typeof schedules;

export type JobName = keyof typeof jobs;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobs)[Name]['payload']>;
/** What every job carries beside its payload: the W3C trace context of whatever asked for it. */
const envelope = z.looseObject({ traceparent: z.string().optional() });

/** A job's data as it lies in its queue. @throws ZodError when it does not fit the contract */
export function parseJob<Name extends JobName>(name: Name, data: unknown): { payload: JobPayload<Name>; traceparent: string | undefined } {
  const { traceparent, ...payload } = envelope.parse(data);
  return { payload: jobs[name].payload.parse(payload) as JobPayload<Name>, traceparent };
}

export type QueueName = (typeof jobs)[JobName]['queue'] | (typeof schedules)[ScheduleName]['queue'];

export const jobNames = Object.keys(jobs) as JobName[];
export const queueNames: QueueName[] = [...new Set([...Object.values(jobs), ...Object.values(schedules)].map(({ queue }) => queue))];
