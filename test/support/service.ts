import { afterAll, beforeAll } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { Redis } from 'ioredis';
import { freePort, loopback } from '../../src/platform/embedded/free-port.js';
import { HttpClient } from './http-client.js';
import type { MailCatcher } from './mail-catcher.js';
import type { OpenMeteoDouble } from './open-meteo-double.js';
import type { OwnServer } from './own-server.js';
import { ServiceProcess } from './service-process.js';
import { TestDatabase } from './test-database.js';
import { testServers } from './test-servers.js';

export interface ServiceOptions {
  /** Whether the worker runs too; a file about HTTP alone does without. */
  worker?: boolean;
  mail?: MailCatcher;
  weather?: OpenMeteoDouble;
  /** Servers of the file's own, for tests that stop them. */
  postgres?: OwnServer;
  redis?: OwnServer;
  /** Another service, whose database, Redis and weather this one shares. */
  besides?: Service;
  environment?: NodeJS.ProcessEnv;
}

/** Nothing listens here, so that what a test forgot to stand in for never reaches the internet. */
const nowhere = `${loopback}:9`;
/** Below the range out of which systems give ports to outgoing connections. */
const ports = [10_000, 30_000] as const;

/** The service under test: real processes, a database of its own, Redis, and the doubles of what lies outside. */
export class Service extends HttpClient {
  readonly environment: NodeJS.ProcessEnv = {};
  /** What the API tells operators, at a port of its own. */
  readonly operations = new HttpClient(() => `http://${loopback}:${this.operationsPort}`);
  /** What the worker tells them. */
  readonly workerOperations = new HttpClient(() => `http://${loopback}:${this.environment.OPERATIONS_PORT ?? ''}`);
  private operationsPort = 0;
  private started: { database: TestDatabase; api?: ServiceProcess; worker?: ServiceProcess } | undefined;

  constructor(private readonly options: ServiceOptions = {}) {
    super(() => this.url);
  }

  get url(): string {
    return `http://${loopback}:${this.environment.PORT ?? ''}`;
  }

  get database(): TestDatabase {
    return present(this.started?.database, 'database');
  }

  get api(): ServiceProcess {
    return present(this.started?.api, 'API');
  }

  get worker(): ServiceProcess {
    return present(this.started?.worker, 'worker');
  }

  async start(): Promise<void> {
    const { mail, weather, postgres, redis, worker } = this.options;
    await Promise.all([mail?.start(), weather?.start(), postgres?.start(), redis?.start()]);
    const database = await this.openDatabase();
    this.started = { database };
    this.operationsPort = await freePort(randomInt(...ports), { host: loopback });
    Object.assign(this.environment, await this.settle(database.url, await this.openRedis()));
    await Promise.all([this.startApi(), worker && this.startWorker()]);
  }

  async startApi(): Promise<void> {
    Object.assign(present(this.started, 'service'), {
      api: await ServiceProcess.start('main', { ...this.environment, OPERATIONS_PORT: String(this.operationsPort) }),
    });
  }

  async startWorker(): Promise<void> {
    Object.assign(present(this.started, 'service'), { worker: await ServiceProcess.start('worker', this.environment) });
  }

  /** Stops everything; fails when a process does not drain. */
  async stop(): Promise<void> {
    const { api, worker, database } = this.started ?? {};
    try {
      await Promise.all([api?.stop(), worker?.stop()]);
    } finally {
      const { mail, weather, postgres, redis, besides } = this.options;
      await Promise.all([postgres || besides ? database?.disconnect() : database?.drop(), mail?.stop(), weather?.stop()]);
      await Promise.all([postgres?.remove(), redis?.remove()]);
    }
  }

  private async openDatabase(): Promise<TestDatabase> {
    const { postgres, besides } = this.options;
    if (besides) return TestDatabase.connect(besides.database.url);
    if (!postgres) return TestDatabase.create();
    await migrate(postgres.url);
    return TestDatabase.connect(postgres.url);
  }

  private async openRedis(): Promise<string> {
    const { redis, besides } = this.options;
    if (besides?.environment.REDIS_URL) return besides.environment.REDIS_URL;
    if (redis) return redis.url;
    const client = new Redis(testServers.redisUrl);
    await client.flushdb();
    client.disconnect();
    return testServers.redisUrl;
  }

  private async settle(databaseUrl: string, redisUrl: string): Promise<NodeJS.ProcessEnv> {
    const { mail, weather, besides, environment } = this.options;
    const openMeteo = weather?.url ?? besides?.environment.OPEN_METEO_URL ?? `http://${nowhere}`;
    return {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      HOST: loopback,
      PORT: String(await freePort(randomInt(...ports), { host: loopback })),
      OPERATIONS_PORT: String(await freePort(randomInt(...ports), { host: loopback })),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      SMTP_URL: mail?.url ?? `smtp://${nowhere}`,
      WEATHER_PROVIDERS: 'open-meteo',
      OPEN_METEO_URL: openMeteo,
      OPEN_METEO_GEOCODING_URL: openMeteo,
      JWT_SECRET: 'a secret that signs nothing but tests',
      RATE_LIMIT: 'off',
      PASSWORD_HASH_MEMORY_KIB: '64',
      PASSWORD_HASH_ITERATIONS: '1',
      ...environment,
    };
  }
}

/** Boots the service once for the calling file's tests, and stops it after them. */
export function bootService(options: ServiceOptions = {}): Service {
  const service = new Service(options);
  beforeAll(async () => service.start());
  afterAll(async () => service.stop());
  return service;
}

async function migrate(databaseUrl: string): Promise<void> {
  const migration = ServiceProcess.launch('commands/migrate', { PATH: process.env.PATH, NODE_ENV: 'test', DATABASE_URL: databaseUrl });
  const { code } = await migration.exited;
  if (code !== 0) throw new Error(`The migration failed:\n${migration.output}`);
}

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The ${what} does not run in this test.`);
  return value;
}
