import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { Outage } from '../observability/outage.js';
import { outboxChannel } from './outbox.js';

const reconnectAfterMs = 1_000;

/** Hears PostgreSQL's notifications of new outbox rows, on a connection of its own, and wakes whoever waits. */
@Injectable()
export class OutboxListener {
  private client: pg.Client | undefined;
  private readonly stopping = new AbortController();
  private readonly outage = new Outage();
  private signalled = false;
  private wake: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Connects, and again whenever the connection is lost. */
  start(): void {
    if (this.stopping.signal.aborted) return;
    const client = new pg.Client({ connectionString: this.config.DATABASE_URL, keepAlive: true, application_name: 'isobar outbox listener' });
    this.client = client;
    let lost = false;
    const reconnect = (error?: Error) => {
      if (lost || this.stopping.signal.aborted) return;
      lost = true;
      if (this.outage.fails()) this.logger.warn({ err: error }, 'the outbox listener lost its connection; it tries again until it has one');
      setTimeout(() => { this.start(); }, reconnectAfterMs).unref();
    };
    client.on('error', reconnect);
    client.on('end', () => { reconnect(); });
    client.on('notification', () => { this.signal(); });
    client.connect().then(async () => client.query(`LISTEN ${outboxChannel}`)).then(() => { this.hear(); }, reconnect);
  }

  /** Ends with the next notification, one that came since the last wait, or after `ms` milliseconds. */
  async wait(ms: number): Promise<void> {
    if (!this.signalled && !this.stopping.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.signalled = false;
  }

  /** Ends after `ms` milliseconds or when the listener stops, whatever is notified meanwhile. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Does not wait for the server's farewell: a frozen one says none. */
  stop(): void {
    this.stopping.abort();
    this.signal();
    this.client?.end().catch(() => undefined);
  }

  private hear(): void {
    if (this.outage.ends()) this.logger.info('the outbox listener has a connection again');
    this.signal();
  }

  private signal(): void {
    this.signalled = true;
    this.wake();
  }
}
