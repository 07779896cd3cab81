import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { JobName } from '../../contracts/jobs.js';

/**
 * What became of an attempt: `done`; `skipped`, as another attempt had done it; `failed`, to be tried again; `parked`. Besides,
 * `retried` counts attempts after a job's first, and `stalled` those whose worker fell silent.
 */
export type Outcome = 'done' | 'skipped' | 'failed' | 'parked' | 'retried' | 'stalled';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What this worker did, for Prometheus. */
@Injectable()
export class JobMetrics {
  private readonly attempts = new Counter({ name: 'job_attempts_total', help: 'Attempts at jobs, by what became of them.', labelNames: ['job', 'outcome'] });
  private readonly wait = new Histogram({
    name: 'job_queue_wait_seconds',
    help: 'Seconds from the arrival of a job in its queue to its first attempt.',
    labelNames: ['job'],
    buckets: seconds,
  });
  private readonly duration = new Histogram({ name: 'job_duration_seconds', help: 'Seconds that an attempt took.', labelNames: ['job'], buckets: seconds });

  count(job: JobName, outcome: Outcome): void {
    this.attempts.inc({ job, outcome });
  }

  observeWait(job: JobName, milliseconds: number): void {
    this.wait.observe({ job }, milliseconds / 1000);
  }

  observeDuration(job: JobName, milliseconds: number): void {
    this.duration.observe({ job }, milliseconds / 1000);
  }
}
