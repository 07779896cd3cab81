import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { type JobName, type JobPayload, jobNames, jobs, parseJob, queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger, withoutAddresses } from '../observability/logger.js';
import { Outage } from '../observability/outage.js';
import { parseTraceparent } from '../observability/trace.js';
import { JobMetrics } from './job-metrics.js';
import { Outbox } from './outbox.js';
import { PermanentFailure } from './permanent-failure.js';
import { Queues } from './queues.js';

/** What a handler is told besides the payload. `id` is the outbox row's. */
export interface JobContext {
  id: string;
  /** Counts from 1; a later one follows an attempt that failed, or whose worker died. */
  attempt: number;
  traceparent: string | undefined;
  /**
   * To be called right before what cannot be taken back: a worker that was frozen meanwhile, or waited for long, may have lost the job.
   * @throws Superseded
   */
  confirm: () => Promise<void>;
}

/** Another worker has taken the job over. */
export class Superseded extends Error {}

type Handler<Name extends JobName> = (payload: JobPayload<Name>, context: JobContext) => Promise<void>;
interface Registration {
  concurrency: number;
  run: (job: Job<unknown>) => Promise<void>;
}

const recordAgainMs = 500;
/** For so long after it began nobody else can have been given the job: well within its lock; in milliseconds. */
const surelyOursMs = 3_000;
const maxReasonLength = 500;

/** Binds each job of the contract to its one handler; a worker in which one is missing or doubled does not start. */
@Injectable()
export class JobHandlers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** When a job last started or ended here; milliseconds of `performance.now()`. */
  lastProgress = performance.now();
  private readonly registrations = new Map<JobName, Registration>();
  private readonly cutOff = new AbortController();
  private readonly outage = new Outage();

  constructor(
    private readonly queues: Queues,
    private readonly outbox: Outbox,
    private readonly metrics: JobMetrics,
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
    for (const name of queueNames) this.watch(this.queues.of(name));
    for (const [name, { concurrency, run }] of this.registrations) this.queues.process(jobs[name].queue, name, concurrency, run);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queues.drain();
    this.cutOff.abort();
  }

  /** What Bull could not do it tries again, some of it several times a second. */
  private watch(queue: Queue): void {
    queue.on('error', (error) => { this.logger[this.outage.fails() ? 'warn' : 'debug']({ err: error, queue: queue.name }, 'queue'); });
    queue.on('stalled', ({ name }: Job) => { this.metrics.count(name as JobName, 'stalled'); });
  }

  /** A job whose row is completed is not run again; one that can never succeed is parked instead of retried. */
  private async runOnce<Name extends JobName>(name: Name, handler: Handler<Name>, job: Job<unknown>): Promise<void> {
    const id = String(job.id);
    const startedAt = performance.now();
    let log = this.logger.child({ job: name, jobId: id, attempt: job.attemptsMade + 1 });
    this.lastProgress = startedAt;
    if (job.attemptsMade > 0) this.metrics.count(name, 'retried');
    else this.metrics.observeWait(name, Date.now() - job.timestamp);
    try {
      const { payload, traceparent } = readJob(name, job.data);
      log = log.child({ traceId: parseTraceparent(traceparent)?.id });
      const attempt = await this.outbox.begin(id);
      if (attempt === undefined) {
        this.metrics.count(name, 'skipped');
        log.info('nothing left to do');
        return;
      }
      await handler(payload, { id, attempt, traceparent, confirm: async () => this.confirm(id, attempt, startedAt) });
    } catch (error) {
      if (error instanceof Superseded) {
        this.metrics.count(name, 'skipped');
        log.warn('another worker has taken the job over');
        return;
      }
      await this.recordFailure(job, name, error, log);
      throw error;
    } finally {
      this.lastProgress = performance.now();
      this.metrics.observeDuration(name, this.lastProgress - startedAt);
    }
    await this.recordCompletion(id, log);
    this.metrics.count(name, 'done');
    log.info('job done');
  }

  private async confirm(id: string, attempt: number, startedAt: number): Promise<void> {
    if (performance.now() - startedAt < surelyOursMs) return;
    if (!(await this.outbox.isCurrent(id, attempt))) throw new Superseded();
  }

  /** What is done is recorded before the job ends, however long PostgreSQL is away: otherwise it would be done again. */
  private async recordCompletion(id: string, log: Logger): Promise<void> {
    for (;;) {
      try {
        await this.outbox.complete(id);
        return;
      } catch (error) {
        log.warn({ err: error }, 'the job is done but could not be recorded yet');
        await sleep(recordAgainMs, undefined, { signal: this.cutOff.signal });
      }
    }
  }

  private async recordFailure(job: Job<unknown>, name: JobName, error: unknown, log: Logger): Promise<void> {
    const id = String(job.id);
    const because = withoutAddresses(error instanceof Error ? error.message : String(error)).slice(0, maxReasonLength);
    const hopeless = error instanceof PermanentFailure || job.attemptsMade + 1 >= jobs[name].attempts;
    this.metrics.count(name, hopeless ? 'parked' : 'failed');
    log.warn({ err: error }, hopeless ? 'job failed for good and is parked' : 'job failed');
    if (hopeless) {
      await this.outbox.park(id, because);
      await job.discard();
    } else {
      await this.outbox.fail(id, because).catch((unrecorded: unknown) => { log.warn({ err: unrecorded }, 'the failure could not be recorded'); });
    }
  }
}

/** @throws PermanentFailure: what does not fit the contract now never will */
function readJob<Name extends JobName>(name: Name, data: unknown): ReturnType<typeof parseJob<Name>> {
  try {
    return parseJob(name, data);
  } catch {
    throw new PermanentFailure('The payload does not fit the contract.');
  }
}
