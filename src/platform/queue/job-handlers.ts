import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { getQueueToken } from '@nestjs/bull';
import { ModuleRef } from '@nestjs/core';
import type { Job, Queue } from 'bull';
import { type JobName, type JobPayload, jobNames, jobs, queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { Outbox } from './outbox.js';

type Handler<Name extends JobName> = (payload: JobPayload<Name>, id: string) => Promise<void>;
interface Registration {
  concurrency: number;
  run: (job: Job<unknown>) => Promise<void>;
}

/** How long running jobs may take to finish when the process stops; in milliseconds. */
const finishWithinMs = 8_000;

/** Binds each job of the contract to its one handler; a worker in which one is missing or doubled does not start. */
@Injectable()
export class JobHandlers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly registrations = new Map<JobName, Registration>();

  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Called by each feature as its module starts. `concurrency` is per process. */
  handle<Name extends JobName>(name: Name, concurrency: number, handler: Handler<Name>): void {
    if (this.registrations.has(name)) throw new Error(`Two handlers want the job ${name}.`);
    this.registrations.set(name, { concurrency, run: async (job) => this.runOnce(name, handler, job) });
  }

  onApplicationBootstrap(): void {
    const missing = jobNames.filter((name) => !this.registrations.has(name));
    if (missing.length > 0) throw new Error(`No handler for the jobs ${missing.join(', ')}.`);
    for (const [name, { concurrency, run }] of this.registrations) {
      const queue = this.queue(jobs[name].queue);
      queue.on('error', (error) => { this.logger.warn({ err: error, queue: queue.name }, 'queue'); });
      queue.process(name, concurrency, run).catch((error: unknown) => { this.logger.error({ err: error, job: name }, 'queue stopped'); });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    const closing = Promise.all(queueNames.map(async (name) => this.queue(name).close()));
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, finishWithinMs).unref())]);
  }

  /** A job that was finished before is not run again; one that can never succeed is parked instead of retried. */
  private async runOnce<Name extends JobName>(name: Name, handler: Handler<Name>, job: Job<unknown>): Promise<void> {
    const id = String(job.id);
    const log = this.logger.child({ job: name, jobId: id, attempt: job.attemptsMade + 1 });
    const payload = jobs[name].payload.safeParse(job.data);
    if (!payload.success) {
      await this.outbox.park(id, 'The payload does not fit the contract.');
      await job.discard();
      throw new Error(`The payload of ${name} does not fit the contract.`);
    }
    if (await this.outbox.isCompleted(id)) return;
    try {
      await handler(payload.data as JobPayload<Name>, id);
    } catch (error) {
      log.warn({ err: error }, 'job failed');
      if (job.attemptsMade + 1 >= jobs[name].attempts) await this.outbox.park(id, 'Every attempt failed.');
      throw error;
    }
    await this.outbox.complete(id);
    log.info('job done');
  }

  private queue(name: string): Queue {
    return this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
  }
}
