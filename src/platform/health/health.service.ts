import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { pendingMigrations } from '../database/pending-migrations.js';
import { connectLogged, failFast } from '../redis/redis-connection.js';
import { refusesWrites } from '../queue/unavailable.js';
import { Upstreams } from '../upstream/upstreams.js';
import type { Readiness } from './health.schemas.js';

/** Injection token: whether the process can do nothing without Redis. */
export const NEEDS_REDIS = Symbol('NEEDS_REDIS');

const timeoutMs = 1_500;
/** It is written at each check, and forgotten when nobody checks any more; in seconds. */
const probeKey = 'isobar:health';
const probeKeptSeconds = 60;

type Dependency = Readiness['dependencies']['database'];

/** A dependency that answers and is of no use. The message is for operators. */
class Useless extends Error {}

/** Whether what this process depends on answers and can be used. */
@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private readonly redis: Redis;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) logger: Logger,
    @Inject(NEEDS_REDIS) private readonly needsRedis: boolean,
    @Optional() private readonly upstreams?: Upstreams,
  ) {
    this.redis = connectLogged(config.REDIS_URL, failFast, logger, 'the health check');
  }

  async readiness(): Promise<Readiness> {
    const [database, redis] = await Promise.all([
      probe(async () => this.checkDatabase()),
      probe(async () => this.checkRedis()),
    ]);
    return { status: this.judge(database, redis), dependencies: { database, redis }, upstreams: this.upstreams?.states ?? {} };
  }

  beforeApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private judge(database: Dependency, redis: Dependency): Readiness['status'] {
    if (database.status === 'down') return 'unavailable';
    if (redis.status === 'up') return 'ready';
    return this.needsRedis ? 'unavailable' : 'degraded';
  }

  /** After a failover a process may be left with a server that answers and can only be read. */
  private async checkDatabase(): Promise<void> {
    const [settings] = await this.dataSource.query<{ readOnly: string }[]>(`SELECT current_setting('transaction_read_only') AS "readOnly"`);
    if (settings?.readOnly !== 'off') throw new Useless('It takes no writes.');
    if ((await pendingMigrations(this.dataSource)).length > 0) throw new Useless('It lacks migrations: npm run migrate.');
  }

  private async checkRedis(): Promise<void> {
    try {
      await this.redis.set(probeKey, '', 'EX', probeKeptSeconds);
    } catch (error) {
      throw refusesWrites(error) ? new Useless('It takes no writes.') : error;
    }
  }
}

async function probe(ask: () => Promise<void>): Promise<Dependency> {
  const startedAt = performance.now();
  const outcome = await Promise.race([ask().catch((error: unknown) => error), sleep(timeoutMs, new Error('too late'), { ref: false })]);
  const milliseconds = Math.round((performance.now() - startedAt) * 10) / 10;
  return { status: outcome === undefined ? 'up' : 'down', milliseconds, ...(outcome instanceof Useless && { reason: outcome.message }) };
}
