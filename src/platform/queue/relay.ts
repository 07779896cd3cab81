import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { getQueueToken } from '@nestjs/bull';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { type JobName, type QueueName, jobNames, jobs, queueNames } from '../../contracts/jobs.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { Outbox, type OutboxRow } from './outbox.js';
import { OutboxListener } from './outbox-listener.js';
import { jobOptions } from './queues.js';

const batchSize = 100;
/** Milliseconds. The poll is a safety net under LISTEN/NOTIFY; after a failure the relay waits a little longer. */
const pollEvery = 1_000;
const waitAfterFailure = 2_000;
const purgeEvery = 3_600_000;
const keepCompletedDays = 7;

/** Moves committed outbox rows into Bull's queues. Any number run side by side; what one drops, another offers again. */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Promise<void> | undefined;
  private stopping = false;
  private purgedAt = 0;

  constructor(
    private readonly moduleRef: ModuleRef,
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
    await this.listener.stop();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const relayed = await this.relayBatch();
        await this.purge();
        if (relayed < batchSize) await this.listener.wait(pollEvery);
      } catch (error) {
        this.logger.warn({ err: error }, 'relay failed; it tries again');
        await this.listener.wait(waitAfterFailure);
      }
    }
  }

  private async relayBatch(): Promise<number> {
    const rows = await this.outbox.claim(batchSize);
    const known = rows.filter((row) => isJobName(row.job));
    for (const row of rows.filter((row) => !isJobName(row.job))) await this.outbox.park(row.id, 'No job has this name.');
    if (known.length > 0) await this.offer(known);
    return rows.length;
  }

  private async offer(rows: OutboxRow[]): Promise<void> {
    const ids = rows.map((row) => row.id);
    try {
      await Promise.all(queueNames.map(async (name) => this.addTo(name, rows)));
    } catch (error) {
      await this.outbox.release(ids);
      throw error;
    }
    await this.outbox.confirm(ids);
  }

  private async addTo(name: QueueName, rows: OutboxRow[]): Promise<void> {
    const mine = rows.filter((row) => jobs[row.job as JobName].queue === name);
    if (mine.length === 0) return;
    const queue = this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
    await queue.addBulk(mine.map(({ id, job, payload }) => ({ name: job, data: payload, opts: jobOptions(job as JobName, id) })));
  }

  private async purge(): Promise<void> {
    if (Date.now() - this.purgedAt < purgeEvery) return;
    this.purgedAt = Date.now();
    await this.outbox.purge(keepCompletedDays);
  }
}

function isJobName(name: string): name is JobName {
  return (jobNames as string[]).includes(name);
}
