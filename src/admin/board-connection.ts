import { once } from 'node:events';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { connectLogged, failFast } from '../platform/redis/redis-connection.js';
import { QueueUnavailable } from '../platform/queue/unavailable.js';

/** How long a visitor waits for a connection that is being made; in milliseconds. */
const connectWithinMs = 1_500;

/** The board's one connection to Redis, which the first visit opens. */
@Injectable()
export class BoardConnection implements OnApplicationShutdown {
  private client: Redis | undefined;
  private reaching: Promise<Redis> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The client, as soon as Redis answers. Requests that ask together wait for the same answer. @throws QueueUnavailable */
  async reach(): Promise<Redis> {
    this.reaching ??= this.ask().finally(() => { this.reaching = undefined; });
    return this.reaching;
  }

  onApplicationShutdown(): void {
    this.client?.disconnect();
  }

  private async ask(): Promise<Redis> {
    this.client ??= connectLogged(this.config.REDIS_URL, { ...failFast, connectionName: 'queue-board' }, this.logger, 'the queue board', 'debug');
    try {
      if (this.client.status !== 'ready') await once(this.client, 'ready', { signal: AbortSignal.timeout(connectWithinMs) });
      await this.client.ping();
      return this.client;
    } catch (error) {
      throw new QueueUnavailable(error);
    }
  }
}
