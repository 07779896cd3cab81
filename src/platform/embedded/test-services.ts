import { randomBytes } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDataFolder } from './data-folder.js';
import { preparePostgres } from './postgres/postgres.js';
import { outsideFolder } from './postgres/postgres-binaries.js';
import { prepareRedis } from './redis/redis.js';
import { type RunningProcess } from './process/running-process.js';

export interface TestServices {
  /** Of the database that is always there; the user may create others. */
  postgresUrl: string;
  redisUrl: string;
  /** Of the servers, for an emergency in which nothing can be awaited. */
  pids: readonly number[];
  /** Stops the servers and deletes everything that they wrote. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL and a Redis on free ports in a temporary folder, fast instead of durable, and within the terminal's Ctrl-C.
 * @throws StartupError
 */
export async function startTestServices(environment: NodeJS.ProcessEnv, signal: AbortSignal = new AbortController().signal): Promise<TestServices> {
  const folder = await openDataFolder(join(tmpdir(), `isobar-test-${randomBytes(6).toString('hex')}`));
  const options = { folder, password: randomBytes(24).toString('base64url'), environment, port: 0, durable: false, detached: false };
  const running: RunningProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map(async (server) => { await server.stop(); }));
    const cluster = await realpath(folder.at('postgres')).catch(() => folder.path);
    if (cluster.startsWith(outsideFolder)) await rm(dirname(cluster), { recursive: true, force: true });
    await rm(folder.path, { recursive: true, force: true });
  };
  const start = async <T extends { start: (signal: AbortSignal) => Promise<RunningProcess> }>(prepared: Promise<T>): Promise<T> => {
    const service = await prepared;
    running.push(await service.start(signal));
    return service;
  };
  const starts = [start(preparePostgres(options, signal)), start(prepareRedis(options, signal))] as const;
  await Promise.allSettled(starts);
  try {
    const [postgres, redis] = await Promise.all(starts);
    return { postgresUrl: postgres.maintenanceUrl, redisUrl: redis.url, pids: running.map(({ pid }) => pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
