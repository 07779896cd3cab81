import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { openDataFolder } from '../src/platform/embedded/data-folder.js';
import { freePort } from '../src/platform/embedded/free-port.js';
import { preparePostgres } from '../src/platform/embedded/postgres/postgres.js';
import type { RunningProcess } from '../src/platform/embedded/process/running-process.js';
import { prepareRedis } from '../src/platform/embedded/redis/redis.js';
import { migrate } from '../src/platform/database/migrate.js';
import { databaseOptions } from '../src/platform/database/options.js';
import { MailSink } from './mail-sink.js';

const forever = new AbortController().signal;
const cheapHashes = { PASSWORD_HASH_MEMORY_KIB: '8', PASSWORD_HASH_ITERATIONS: '1' };

interface Server {
  url: string;
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/** A registration as its client saw it. `acceptedAt` is the time of the 201; milliseconds of `performance.now()`. */
export interface Registration {
  email: string;
  status: number;
  acceptedAt: number;
}

/** Real processes: PostgreSQL and Redis that keep their data on disk, an SMTP sink, one API, one worker. */
export class World {
  readonly registrations: Registration[] = [];
  worker!: ChildProcess;
  private api!: ChildProcess;
  private apiUrl = '';
  private environment: NodeJS.ProcessEnv = {};

  private constructor(
    private readonly folder: string,
    readonly sink: MailSink,
    private readonly servers: { postgres: Server; redis: Server },
    private running: { postgres: RunningProcess; redis: RunningProcess },
  ) {}

  static async build(): Promise<World> {
    const folder = await openDataFolder(join(tmpdir(), `isobar-chaos-${randomUUID()}`));
    const options = { folder, password: 'chaos', environment: process.env, port: 0, durable: true, detached: false };
    const servers = { postgres: await preparePostgres(options, forever), redis: await prepareRedis(options, forever) };
    const running = { postgres: await servers.postgres.start(forever), redis: await servers.redis.start(forever) };
    const world = new World(folder.path, await MailSink.start(), servers, running);
    await world.startService();
    return world;
  }

  get redisUrl(): string {
    return this.servers.redis.url;
  }

  /** Registers `count` people, `concurrency` at a time, and remembers what each was answered. */
  async register(count: number, { concurrency = 16, prefix = 'person' } = {}): Promise<void> {
    let next = this.registrations.length;
    const last = next + count;
    const one = async () => {
      while (next < last) {
        const email = `${prefix}-${next++}@example.org`;
        const body = JSON.stringify({ email, password: 'correct horse battery' });
        const status = await fetch(`${this.apiUrl}/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
          async (response) => response.text().then(() => response.status),
          () => 0,
        );
        this.registrations.push({ email, status, acceptedAt: performance.now() });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  async killWorker(): Promise<void> {
    this.worker.kill('SIGKILL');
    await once(this.worker, 'exit');
    this.worker = await this.startProcess('worker');
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
    const client = new Redis(this.servers.redis.url);
    await client.flushall();
    client.disconnect();
  }

  async restartPostgres(): Promise<void> {
    await this.running.postgres.stop();
    await sleep(1000);
    this.running.postgres = await this.servers.postgres.start(forever);
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.servers.postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until every promised mail is done with, sent or parked; returns after how many seconds, or throws after `withinSeconds`. */
  async settle(withinSeconds: number): Promise<number> {
    const since = performance.now();
    for (;;) {
      const [row] = await this.query<{ open: number }>('SELECT count(*)::int AS open FROM outbox WHERE completed_at IS NULL AND parked_at IS NULL');
      const seconds = (performance.now() - since) / 1000;
      if (row?.open === 0) return seconds;
      if (seconds > withinSeconds) throw new Error(`${row?.open ?? '?'} mails are still open after ${withinSeconds} s; the logs are in ${this.folder}.`);
      await sleep(200);
    }
  }

  async tearDown(): Promise<void> {
    for (const child of [this.api, this.worker]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await this.running.redis.stop();
    await this.running.postgres.stop();
    await this.sink.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startService(): Promise<void> {
    await migrate(databaseOptions({ DATABASE_URL: this.servers.postgres.url, DATABASE_POOL_SIZE: 2, DATABASE_POOL_OVERFLOW: 0 }));
    const port = await freePort(0);
    this.apiUrl = `http://127.0.0.1:${port}`;
    this.environment = {
      ...process.env,
      ...cheapHashes,
      NODE_ENV: 'test',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: this.servers.postgres.url,
      REDIS_URL: this.servers.redis.url,
      SMTP_URL: this.sink.url,
      DATA_DIR: this.folder,
      RATE_LIMIT: 'off',
    };
    this.api = await this.startProcess('main');
    this.worker = await this.startProcess('worker');
  }

  private async startProcess(name: 'main' | 'worker'): Promise<ChildProcess> {
    const log = await open(join(this.folder, `${name}.log`), 'a');
    const script = fileURLToPath(new URL(`../src/${name}.js`, import.meta.url));
    const child = fork(script, { env: this.environment, stdio: ['ignore', log.fd, log.fd, 'ipc'] });
    await log.close();
    if (name === 'main') await once(child, 'message');
    return child;
  }
}
