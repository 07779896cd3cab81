import { realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDataFolder } from '../../src/platform/embedded/data-folder.js';
import { outsideFolder } from '../../src/platform/embedded/postgres/postgres-binaries.js';
import { type Postgres, preparePostgres } from '../../src/platform/embedded/postgres/postgres.js';
import type { RunningProcess } from '../../src/platform/embedded/process/running-process.js';
import { type Redis, prepareRedis } from '../../src/platform/embedded/redis/redis.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { databaseOptions } from '../../src/platform/database/options.js';

const forever = new AbortController().signal;

/** A migrated PostgreSQL and a Redis that keep their data on disk as in production: fsync on, append-only file on. */
export class Services {
  private constructor(
    readonly folder: string,
    private readonly postgres: { server: Postgres; running: RunningProcess },
    private readonly redis: { server: Redis; running: RunningProcess },
    /** One connection for the bench's own statements. */
    readonly database: pg.Client,
  ) {}

  static async start(parent: string): Promise<Services> {
    const folder = await openDataFolder(join(parent, 'services'));
    const options = { folder, password: 'bench', environment: process.env, port: 0, durable: true, detached: false };
    const postgres = await preparePostgres(options, forever);
    const redis = await prepareRedis(options, forever);
    const running = { postgres: await postgres.start(forever), redis: await redis.start(forever) };
    await migrate(databaseOptions({ DATABASE_URL: postgres.url, DATABASE_POOL_SIZE: 2, DATABASE_POOL_OVERFLOW: 0 }));
    const database = new pg.Client({ connectionString: postgres.url });
    // A statement that fails says so itself; PostgreSQL also ends, with the bench, when that is interrupted.
    database.on('error', () => undefined);
    await database.connect();
    return new Services(folder.path, { server: postgres, running: running.postgres }, { server: redis, running: running.redis }, database);
  }

  get postgresUrl(): string {
    return this.postgres.server.url;
  }

  get redisUrl(): string {
    return this.redis.server.url;
  }

  async stopRedis(): Promise<void> {
    await this.redis.running.stop();
  }

  async startRedis(): Promise<void> {
    this.redis.running = await this.redis.server.start(forever);
  }

  freezeRedis(): void {
    process.kill(this.redis.running.pid, 'SIGSTOP');
  }

  thawRedis(): void {
    process.kill(this.redis.running.pid, 'SIGCONT');
  }

  /** Waits until every promised mail is done with. @throws after `withinSeconds` */
  async settle(withinSeconds: number): Promise<void> {
    const until = performance.now() + withinSeconds * 1000;
    for (;;) {
      const { rows } = await this.database.query<{ open: number }>('SELECT count(*)::int AS open FROM outbox WHERE completed_at IS NULL');
      const open = rows[0]!.open;
      if (open === 0) return;
      if (performance.now() > until) throw new Error(`${open} mails are still open after ${withinSeconds} s.`);
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    await this.database.end();
    await Promise.all([this.postgres.running.stop(), this.redis.running.stop()]);
    const cluster = await realpath(join(this.folder, 'postgres')).catch(() => this.folder);
    if (cluster.startsWith(outsideFolder)) await rm(dirname(cluster), { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }
}
