import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { connect, failFast } from '../queue/redis-connection.js';
import { Upstreams } from '../upstream/upstreams.js';
import type { Readiness } from './health.schemas.js';

const timeoutMs = 1_500;

/** Whether what this process depends on answers. Without the database it cannot serve; without Redis it serves all but cross-process pushes. */
@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private readonly redis: Redis;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) logger: Logger,
    @Optional() private readonly upstreams?: Upstreams,
  ) {
    this.redis = connect(config.REDIS_URL, failFast, (error) => { logger.debug({ err: error }, 'Redis connection of the health check'); });
  }

  async readiness(): Promise<Readiness> {
    const [database, redis] = await Promise.all([
      probe(async () => this.checkDatabase()),
      probe(async () => this.redis.ping()),
    ]);
    const status = database.status === 'down' ? 'unavailable' : redis.status === 'down' ? 'degraded' : 'ready';
    return { status, dependencies: { database, redis }, upstreams: this.upstreams?.states ?? {} };
  }

  beforeApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** After a failover a process may be left with a server that answers and can only be read. */
  private async checkDatabase(): Promise<void> {
    const [settings] = await this.dataSource.query<{ readOnly: string }[]>(`SELECT current_setting('transaction_read_only') AS "readOnly"`);
    if (settings?.readOnly !== 'off') throw new Error('The database takes no writes.');
  }
}

async function probe(ask: () => Promise<unknown>): Promise<Readiness['dependencies']['database']> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => { resolve(false); }, timeoutMs);
  });
  const answered = await Promise.race([ask().then(() => true, () => false), late]);
  clearTimeout(timer);
  return { status: answered ? 'up' : 'down', milliseconds: Math.round((performance.now() - startedAt) * 10) / 10 };
}
