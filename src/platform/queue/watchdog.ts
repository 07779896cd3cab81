import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { JobHandlers } from './job-handlers.js';
import { Queues } from './queues.js';

/** Milliseconds. Silence is longer than one mail can hang on a mail server that does not answer. */
const checkEvery = 5_000;
const silentFor = 45_000;

/** Ends a worker that has work but does none, as one can after a blip of Redis; its supervisor starts a new one. A queue that an operator paused has none. */
@Injectable()
export class Watchdog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private backlogSince: number | undefined;

  constructor(
    private readonly queues: Queues,
    private readonly handlers: JobHandlers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.check().catch((error: unknown) => {
        this.backlogSince = undefined;
        this.logger.debug({ err: error }, 'the watchdog cannot see the queues');
      });
    }, checkEvery).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    const counts = await Promise.all(queueNames.map(async (name) => this.queues.of(name).getJobCountByTypes('waiting')));
    if (counts.every((waiting) => waiting === 0)) {
      this.backlogSince = undefined;
      return;
    }
    this.backlogSince ??= performance.now();
    const idleSince = Math.max(this.backlogSince, this.handlers.lastProgress);
    if (performance.now() - idleSince < silentFor) return;
    this.logger.fatal({ waiting: counts }, 'jobs wait and none is done: this worker ends, for its supervisor to start anew');
    process.kill(process.pid, 'SIGTERM');
  }
}
