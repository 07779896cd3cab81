import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bull';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Job, Queue } from 'bull';
import { type JobName, type QueueName, type ScheduleName, queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';

/** How long jobs may take to finish when the process stops; in milliseconds. */
const finishWithinMs = 8_000;
/** How long a job that has finished may take to tell Redis so: more than a command may take; in milliseconds. */
const farewellMs = 2_000;
const lookEveryMs = 50;

/** The contract's Bull queues, by name, and the jobs that this process holds. */
@Injectable()
export class Queues {
  private held = 0;
  private lastEnd = 0;

  constructor(
    private readonly moduleRef: ModuleRef,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  of(name: QueueName): Queue {
    return this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
  }

  /** Takes the jobs of this name, so many at once, until the queues are drained. */
  process(queue: QueueName, job: JobName | ScheduleName, concurrency: number, run: (job: Job<unknown>) => Promise<void>): void {
    const hold = async (taken: Job<unknown>) => {
      this.held += 1;
      await run(taken).finally(() => {
        this.held -= 1;
        this.lastEnd = performance.now();
      });
    };
    this.of(queue).process(job, concurrency, hold).catch((error: unknown) => { this.logger.error({ err: error, job }, 'queue stopped'); });
  }

  /**
   * Takes no more jobs, and lets those that are held finish, for some seconds. While Redis is away, or just back, Bull may never come to the end of
   * its closing.
   */
  async drain(): Promise<void> {
    const queues = queueNames.map((name) => this.of(name));
    const closing = Promise.all(queues.map(async (queue) => queue.close()));
    await Promise.race([closing, this.idle(), sleep(finishWithinMs, undefined, { ref: false })]);
    // What @nestjs/bull does besides when the process stops: it waits for that end.
    for (const queue of queues) Object.assign(queue, { onApplicationShutdown: () => undefined });
  }

  /** Resolves when no job is held, and the last has had its time to tell Redis. */
  private async idle(): Promise<void> {
    this.lastEnd = performance.now();
    while (this.held > 0 || performance.now() - this.lastEnd < farewellMs) await sleep(lookEveryMs, undefined, { ref: false });
  }
}
