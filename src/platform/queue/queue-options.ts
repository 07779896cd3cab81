import { once } from 'node:events';
import type { JobOptions, QueueOptions } from 'bull';
import type { Redis } from 'ioredis';
import { type JobName, jobs, queueNames } from '../../contracts/jobs.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { connectLogged, failFast, lenient, patient } from '../redis/redis-connection.js';

/**
 * Milliseconds. A worker renews its jobs' locks every half of `lock`; a killed worker's job is found stalled and runs again after at
 * most `lock` + `stalledCheck`, which keeps it under 10 s.
 */
const lock = 6_000;
const stalledCheck = 2_000;

/** A job is found stalled once per killed worker. Bull would fail it for good after the first; nothing we accepted is given up for that. */
const maxStalledCount = 1_000_000;

/** How often it is told that Redis is still waited for; in milliseconds. */
const tellWaitEveryMs = 10_000;

/** Finished jobs are only there to be looked at; their truth is in the outbox. */
const keepFinishedSeconds = 86_400;

/** How Bull's queues connect and keep their jobs. Waits until Redis answers. */
export async function queueOptions(config: Pick<Config, 'REDIS_URL'>, logger: Logger): Promise<QueueOptions> {
  const client = connectLogged(config.REDIS_URL, failFast, logger, 'the queues');
  const open = (of: string) => lenient(connectLogged(config.REDIS_URL, patient, logger, of, 'debug'));
  // Bull names its blocking connections as it begins to take jobs, and whoever stops it before that came through ends the process.
  const blocking = queueNames.map((name) => open(`the queue ${name}, for jobs`));
  const waiting = setInterval(() => { logger.warn('Redis does not answer yet: this process begins its work when it does'); }, tellWaitEveryMs);
  await Promise.all([client, ...blocking].map(readiness));
  clearInterval(waiting);
  await checkRedis(client, logger);
  return {
    createClient: (type) => {
      if (type === 'client') return client;
      return (type === 'bclient' ? blocking.pop() : undefined) ?? open('the queues, for news');
    },
    settings: { lockDuration: lock, stalledInterval: stalledCheck, maxStalledCount, backoffStrategies: { jittered: jitteredBackoff } },
  };
}

/** How a job of this name goes into its queue. The outbox row's id is the job's: offering it again changes nothing. */
export function jobOptions(name: JobName, id: string): JobOptions {
  const { attempts, backoffMs, keepFinished } = jobs[name];
  return {
    jobId: id,
    attempts,
    backoff: { type: 'jittered', options: backoffMs },
    removeOnComplete: { count: keepFinished, age: keepFinishedSeconds },
    removeOnFail: { count: keepFinished, age: keepFinishedSeconds },
  };
}

/** Milliseconds to wait after the given failed attempt: doubling up to the longest, of which a random half is left out. */
export function jitteredBackoff(attemptsMade: number, _error: Error, options?: { first: number; longest: number }): number {
  const { first, longest } = options ?? jobs['welcome-email'].backoffMs;
  const ceiling = Math.min(first * 2 ** Math.min(attemptsMade - 1, 30), longest);
  return Math.round(ceiling * (0.5 + Math.random() / 2));
}

async function readiness(client: Redis): Promise<void> {
  if (client.status === 'ready') return;
  await once(client, 'ready').catch(async () => readiness(client));
}

/** Says plainly when Redis may drop or forget jobs. They would come back from the outbox, only later. */
async function checkRedis(client: Redis, logger: Logger): Promise<void> {
  const setting = async (name: string) => ((await client.config('GET', name)) as string[])[1];
  try {
    const [policy, appendOnly] = [await setting('maxmemory-policy'), await setting('appendonly')];
    if (policy !== 'noeviction') logger.warn({ policy }, 'Redis may evict jobs when it is full: set maxmemory-policy to noeviction');
    if (appendOnly !== 'yes') logger.warn('Redis forgets recent jobs in a crash: set appendonly to yes');
  } catch (error) {
    logger.info({ err: error }, 'Redis does not tell its settings: see that maxmemory-policy is noeviction and appendonly is yes');
  }
}
