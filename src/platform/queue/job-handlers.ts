import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bull';
import { type JobName, type JobPayload, jobNames, jobs, queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger, withoutAddresses } from '../observability/logger.js';
import { Outbox } from './outbox.js';
import { PermanentFailure } from './permanent-failure.js';
import { Queues } from './queues.js';

type Handler<Name extends JobName> = (payload: JobPayload<Name>, id: string) => Promise<void>;
interface Registration {
  concurrency: number;
  run: (job: Job<unknown>) => Promise<void>;
}

/** How long running jobs may take to finish when the process stops; in milliseconds. */
const finishWithinMs = 8_000;
const recordAgainMs = 500;
const maxReasonLength = 500;

/** Binds each job of the contract to its one handler; a worker in which one is missing or doubled does not start. */
@Injectable()
export class JobHandlers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** When a job last started or ended here; milliseconds of `performance.now()`. */
  lastProgress = performance.now();
  private readonly registrations = new Map<JobName, Registration>();
  private readonly cutOff = new AbortController();

  constructor(
    private readonly queues: Queues,
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
      const queue = this.queues.of(jobs[name].queue);
      queue.on('error', (error) => { this.logger.warn({ err: error, queue: queue.name }, 'queue'); });
      queue.process(name, concurrency, run).catch((error: unknown) => { this.logger.error({ err: error, job: name }, 'queue stopped'); });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    const closing = Promise.all(queueNames.map(async (name) => this.queues.of(name).close()));
    await Promise.race([closing, sleep(finishWithinMs, undefined, { ref: false })]);
    this.cutOff.abort();
  }

  /** A job whose row is completed is not run again; one that can never succeed is parked instead of retried. */
  private async runOnce<Name extends JobName>(name: Name, handler: Handler<Name>, job: Job<unknown>): Promise<void> {
    const id = String(job.id);
    const log = this.logger.child({ job: name, jobId: id, attempt: job.attemptsMade + 1 });
    this.lastProgress = performance.now();
    try {
      const payload = jobs[name].payload.safeParse(job.data);
      if (!payload.success) throw new PermanentFailure('The payload does not fit the contract.');
      if (!(await this.outbox.begin(id))) {
        log.info('nothing left to do');
        return;
      }
      await handler(payload.data as JobPayload<Name>, id);
    } catch (error) {
      await this.recordFailure(job, name, error, log);
      throw error;
    } finally {
      this.lastProgress = performance.now();
    }
    await this.recordCompletion(id);
    log.info('job done');
  }

  /** What is done is recorded before the job ends, however long PostgreSQL is away: otherwise it would be done again. */
  private async recordCompletion(id: string): Promise<void> {
    for (;;) {
      try {
        await this.outbox.complete(id);
        return;
      } catch (error) {
        this.logger.warn({ err: error, jobId: id }, 'the job is done but could not be recorded yet');
        await sleep(recordAgainMs, undefined, { signal: this.cutOff.signal });
      }
    }
  }

  private async recordFailure(job: Job<unknown>, name: JobName, error: unknown, log: Logger): Promise<void> {
    log.warn({ err: error }, 'job failed');
    const id = String(job.id);
    const because = withoutAddresses(error instanceof Error ? error.message : String(error)).slice(0, maxReasonLength);
    const hopeless = error instanceof PermanentFailure || job.attemptsMade + 1 >= jobs[name].attempts;
    if (hopeless) {
      await this.outbox.park(id, because);
      await job.discard();
    } else {
      await this.outbox.fail(id, because).catch((unrecorded: unknown) => { log.warn({ err: unrecorded }, 'the failure could not be recorded'); });
    }
  }
}
