import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { type ScheduleName, schedules } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { Queues } from './queues.js';

/** How often it is seen to that Redis has the schedules still; in milliseconds. */
const ensureEveryMs = 60_000;

interface Schedule {
  everyMs: number;
  run: () => Promise<void>;
}

/** What the workers do again and again: Bull's repeatable jobs, each of which one worker takes. One that fails is due again when its time comes. */
@Injectable()
export class Schedules implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly schedules = new Map<ScheduleName, Schedule>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queues: Queues,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Called by each feature as its module starts. `everyMs` is the period in milliseconds. */
  every(name: ScheduleName, everyMs: number, run: () => Promise<void>): void {
    this.schedules.set(name, { everyMs, run });
  }

  onApplicationBootstrap(): void {
    for (const [name, schedule] of this.schedules) {
      this.queues.process(schedules[name].queue, name, 1, async () => this.runOnce(name, schedule));
    }
    const ensure = () => {
      this.ensure().catch((error: unknown) => { this.logger.warn({ err: error }, 'the schedules could not be looked after'); });
    };
    this.timer = setInterval(ensure, ensureEveryMs).unref();
    ensure();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Adds what is missing; takes away what another period had. */
  private async ensure(): Promise<void> {
    for (const [name, { everyMs }] of this.schedules) {
      const queue = this.queueOf(name);
      for (const repeated of await queue.getRepeatableJobs()) {
        if (repeated.name === name && repeated.every !== everyMs) await queue.removeRepeatableByKey(repeated.key);
      }
      await queue.add(name, {}, { repeat: { every: everyMs }, attempts: 1, removeOnComplete: true, removeOnFail: true });
    }
  }

  private async runOnce(name: ScheduleName, { run }: Schedule): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.logger.warn({ err: error, schedule: name }, 'a scheduled job failed');
      throw error;
    }
  }

  private queueOf(name: ScheduleName): Queue {
    return this.queues.of(schedules[name].queue);
  }
}
