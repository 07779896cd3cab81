import { randomBytes } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DataFolder, openDataFolder } from '../../src/platform/embedded/data-folder.js';
import { outsideFolder } from '../../src/platform/embedded/postgres/postgres-binaries.js';
import { type PostgresOptions, preparePostgres } from '../../src/platform/embedded/postgres/postgres.js';
import type { RunningProcess } from '../../src/platform/embedded/process/running-process.js';
import { prepareRedis } from '../../src/platform/embedded/redis/redis.js';

interface Prepared {
  url: string;
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

const forever = new AbortController().signal;

/** A server that only one test file uses, which may therefore stop it, freeze it and start it again at the same address. */
export class OwnServer {
  private folder: DataFolder | undefined;
  private prepared: Prepared | undefined;
  private running: RunningProcess | undefined;

  constructor(private readonly prepare: (options: PostgresOptions, signal: AbortSignal) => Promise<Prepared>) {
    // Should the tests' process be ended in the midst, its server ends with it.
    process.once('exit', () => { this.signal('SIGKILL'); });
  }

  static redis(): OwnServer {
    return new OwnServer(prepareRedis);
  }

  static postgres(): OwnServer {
    return new OwnServer(preparePostgres);
  }

  get url(): string {
    if (!this.prepared) throw new Error('The server was not started yet.');
    return this.prepared.url;
  }

  async start(): Promise<void> {
    this.folder ??= await openDataFolder(join(tmpdir(), `isobar-test-${randomBytes(6).toString('hex')}`));
    const password = randomBytes(24).toString('base64url');
    this.prepared ??= await this.prepare({ folder: this.folder, password, environment: process.env, port: 0, durable: false, detached: false }, forever);
    this.running = await this.prepared.start(forever);
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.running?.stop();
    this.running = undefined;
  }

  /** It keeps its connections and answers nobody. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Stops it and deletes what it wrote. */
  async remove(): Promise<void> {
    await this.stop();
    if (!this.folder) return;
    const cluster = await realpath(this.folder.at('postgres')).catch(() => '');
    if (cluster.startsWith(outsideFolder)) await rm(dirname(cluster), { recursive: true, force: true });
    await rm(this.folder.path, { recursive: true, force: true });
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.running) process.kill(this.running.pid, signal);
  }
}
