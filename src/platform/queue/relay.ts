import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type JobName, jobNames, jobs } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { Outage } from '../observability/outage.js';
import { type DueRow, Outbox } from './outbox.js';
import { OutboxListener } from './outbox-listener.js';
import { jobOptions } from './queue-options.js';
import { Queues } from './queues.js';

const batchSize = 200;
/** Jobs of a queue that may wait in Redis, also paused or delayed ones; the rest waits in PostgreSQL, where it costs nothing. */
const queueLimit = 5_000;
/** Milliseconds. The poll is a safety net under LISTEN/NOTIFY; after a failure the relay waits a little longer. */
const pollEvery = 1_000;
const waitAfterFailure = 2_000;

/** Moves committed outbox rows into Bull's queues. Any number run side by side; what one drops, another offers again. */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void> | undefined;
  private stopping = false;
  private readonly outage = new Outage();

  constructor(
    private readonly queues: Queues,
    private readonly outbox: Outbox,
    private readonly listener: OutboxListener,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.listener.start();
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.listener.stop();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const counts = await Promise.all(jobNames.map(async (name) => this.relay(name)));
        if (this.outage.ends()) this.logger.info('the relay works again');
        if (counts.every((count) => count < batchSize)) await this.listener.wait(pollEvery);
      } catch (error) {
        if (this.outage.fails()) this.logger.warn({ err: error }, 'relay failed; it tries again until it works');
        await this.listener.pause(waitAfterFailure);
      }
    }
  }

  /** Moves one batch of one job; returns how many rows. */
  private async relay(name: JobName): Promise<number> {
    const room = Math.min(batchSize, queueLimit - (await this.queues.of(jobs[name].queue).count()));
    if (room <= 0) return 0;
    const rows = await this.outbox.claim(name, room);
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    try {
      await this.enqueue(name, rows);
    } catch (error) {
      await this.outbox.release(ids);
      throw error;
    }
    await this.outbox.confirm(ids);
    return rows.length;
  }

  private async enqueue(name: JobName, rows: DueRow[]): Promise<void> {
    const queue = this.queues.of(jobs[name].queue);
    for (const { id } of rows.filter(({ offers }) => offers > 1)) {
      // A finished job under this id would make Bull ignore the new one, while the row says that the work is not done.
      const earlier = await queue.getJob(id);
      if (earlier && ((await earlier.isFailed()) || (await earlier.isCompleted()))) await earlier.remove();
    }
    await queue.addBulk(
      rows.map(({ id, payload, traceparent }) => ({ name, data: { ...payload, ...(traceparent !== null && { traceparent }) }, opts: jobOptions(name, id) })),
    );
  }
}
