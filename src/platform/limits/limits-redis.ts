import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { connectLogged, failFast } from '../redis/redis-connection.js';

/** Milliseconds that requests may wait for a Redis that answers nothing; once, for then the connection counts as lost. */
const silenceMs = 300;

/**
 * The connection over which all processes count together. A connection that is silent is closed, and is `ready` again only when a new one
 * is answered: while Redis is gone or frozen, commands fail at once, and those who count do so alone.
 */
@Injectable()
export class LimitsRedis implements OnApplicationShutdown {
  readonly client: Redis;

  constructor(@Inject(CONFIG) { REDIS_URL, RATE_LIMIT }: Config, @Inject(LOGGER) logger: Logger) {
    const options = {
      ...failFast,
      commandTimeout: silenceMs,
      socketTimeout: silenceMs,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      lazyConnect: true,
    };
    this.client = connectLogged(REDIS_URL, options, logger, 'the limits', 'debug');
    if (RATE_LIMIT === 'on') this.client.connect().catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
