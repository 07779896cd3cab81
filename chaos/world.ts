import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, openDataFolder } from '../src/platform/embedded/data-folder.js';
import { freePort, loopback } from '../src/platform/embedded/free-port.js';
import { migrate } from '../src/platform/database/migrate.js';
import { databaseOptions } from '../src/platform/database/options.js';
import { Load } from './load.js';
import { MailSink } from './mail-sink.js';
import { ServiceProcess } from './service-process.js';
import { Stores } from './stores.js';

const cheapHashes = { PASSWORD_HASH_MEMORY_KIB: '8', PASSWORD_HASH_ITERATIONS: '1' };

/** Real processes: PostgreSQL and Redis, an SMTP sink, and the service, of which every scenario finds one API and one worker. Scenarios add to it. */
export class World {
  readonly apis: ServiceProcess[] = [];
  readonly workers: ServiceProcess[] = [];
  load!: Load;
  /** Blows that have fallen. */
  struck = 0;
  /** What went wrong besides mail. */
  faults: string[] = [];
  /** Of the APIs. */
  readonly urls: string[] = [];
  /** All that were started, also those that do not serve yet. */
  private readonly processes: ServiceProcess[] = [];

  private constructor(
    readonly folder: DataFolder,
    readonly sink: MailSink,
    readonly stores: Stores,
  ) {}

  static async build(): Promise<World> {
    const folder = await openDataFolder(join(tmpdir(), `isobar-chaos-${randomUUID()}`));
    const world = new World(folder, await MailSink.start(), await Stores.start(folder));
    await migrate(databaseOptions({ DATABASE_URL: world.stores.postgresUrl, DATABASE_POOL_SIZE: 2, DATABASE_POOL_OVERFLOW: 0 }));
    await Promise.all([world.addApi(), world.addWorker()]);
    return world;
  }

  /** Forgets the people, mails and faults of the scenario before. */
  async begin(): Promise<void> {
    await this.stores.query('TRUNCATE users, outbox CASCADE');
    this.stores.absences.length = 0;
    this.sink.receipts.clear();
    this.load = new Load(() => this.urls);
    this.struck = 0;
    this.faults = [];
    for (const { failures } of [...this.apis, ...this.workers]) failures.length = 0;
  }

  async addApi(): Promise<ServiceProcess> {
    const port = await freePort(0, { host: loopback });
    const api = await this.launchService('main', { PORT: String(port) });
    this.apis.push(api);
    this.urls.push(`http://${loopback}:${port}`);
    return api;
  }

  async addWorker(): Promise<ServiceProcess> {
    const worker = await this.launchService('worker', { PORT: '1' });
    this.workers.push(worker);
    return worker;
  }

  /** A process of whatever kind, under a supervisor until the world is torn down. `script` is compiled. */
  async launch(name: string, script: URL, environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const launched = new ServiceProcess({ name, script, environment: { ...process.env, ...environment }, log: this.folder.at(`${name}.log`) });
    this.processes.push(launched);
    await launched.start();
    return launched;
  }

  /** Stops it as an operator would, which must end well and in time; `forGood` unless it is to be started again. */
  async retire(process: ServiceProcess, { forGood = true } = {}): Promise<void> {
    const { status, seconds } = await process.stop();
    if (status !== 0 || seconds > 12) this.faults.push(`told to stop, a process ended with ${status} after ${seconds.toFixed(1)} s`);
    if (!forGood) return;
    const [api, worker] = [this.apis.indexOf(process), this.workers.indexOf(process)];
    if (worker >= 0) this.workers.splice(worker, 1);
    if (api >= 0) {
      this.apis.splice(api, 1);
      this.urls.splice(api, 1);
    }
  }

  /** Waits until every promised mail is done with, sent or parked, or `withinSeconds` are over; returns after how many seconds, and how many are left. */
  async settle(withinSeconds: number): Promise<{ seconds: number; open: number }> {
    const since = performance.now();
    for (;;) {
      const [row] = await this.stores.query<{ open: number }>('SELECT count(*)::int AS open FROM outbox WHERE completed_at IS NULL AND parked_at IS NULL');
      const [seconds, open] = [(performance.now() - since) / 1000, row?.open ?? 0];
      if (open === 0 || seconds > withinSeconds) return { seconds, open };
      await sleep(200);
    }
  }

  /** Leaves the logs where they are when `keepLogs`. */
  async tearDown({ keepLogs = false } = {}): Promise<void> {
    await Promise.all(this.processes.map(async (launched) => launched.stop()));
    await this.stores.stop();
    await this.sink.stop();
    if (!keepLogs) await rm(this.folder.path, { recursive: true, force: true });
  }

  private async launchService(name: 'main' | 'worker', ports: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    return this.launch(name, new URL(`../src/${name}.js`, import.meta.url), {
      ...cheapHashes,
      NODE_ENV: 'test',
      HOST: loopback,
      DATABASE_URL: this.stores.postgresUrl,
      REDIS_URL: this.stores.redisUrl,
      SMTP_URL: this.sink.url,
      DATA_DIR: this.folder.path,
      RATE_LIMIT: 'off',
      ...ports,
    });
  }
}
