import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type DataFolder } from '../src/platform/embedded/data-folder.js';
import { type Postgres, preparePostgres } from '../src/platform/embedded/postgres/postgres.js';
import type { RunningProcess } from '../src/platform/embedded/process/running-process.js';
import { prepareRedis } from '../src/platform/embedded/redis/redis.js';

const forever = new AbortController().signal;

type RedisServer = Awaited<ReturnType<typeof prepareRedis>>;

/** When PostgreSQL was away; milliseconds of `performance.now()`. */
export interface Absence {
  from: number;
  to: number;
}

/** PostgreSQL and Redis, which keep their data on disk, and the blows they take. */
export class Stores {
  readonly absences: Absence[] = [];

  private constructor(
    private readonly servers: { postgres: Postgres; redis: RedisServer },
    private readonly running: { postgres: RunningProcess; redis: RunningProcess },
  ) {}

  static async start(folder: DataFolder): Promise<Stores> {
    const options = { folder, password: 'chaos', environment: process.env, port: 0, durable: true, detached: false };
    const servers = { postgres: await preparePostgres(options, forever), redis: await prepareRedis(options, forever) };
    return new Stores(servers, { postgres: await servers.postgres.start(forever), redis: await servers.redis.start(forever) });
  }

  get postgresUrl(): string {
    return this.servers.postgres.url;
  }

  get redisUrl(): string {
    return this.servers.redis.url;
  }

  async killRedis(): Promise<void> {
    process.kill(this.running.redis.pid, 'SIGKILL');
    await this.running.redis.exited;
    await sleep(500);
    this.running.redis = await this.servers.redis.start(forever);
  }

  async freezeRedis(seconds: number): Promise<void> {
    process.kill(this.running.redis.pid, 'SIGSTOP');
    await sleep(seconds * 1000);
    process.kill(this.running.redis.pid, 'SIGCONT');
  }

  async wipeRedis(): Promise<void> {
    const client = new Redis(this.redisUrl);
    await client.flushall();
    client.disconnect();
  }

  async restartPostgres(): Promise<void> {
    const absence = { from: performance.now(), to: Infinity };
    this.absences.push(absence);
    await this.running.postgres.stop();
    await sleep(1000);
    this.running.postgres = await this.servers.postgres.start(forever);
    absence.to = performance.now();
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.postgresUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.running.redis.stop();
    await this.running.postgres.stop();
  }
}
