import { mkdir } from 'node:fs/promises';
import { Redis as RedisClient } from 'ioredis';
import { type DataFolder } from '../data-folder.js';
import { freePort, loopback } from '../free-port.js';
import { stopLeftovers } from '../process/leftovers.js';
import { findRedis } from './redis-binary.js';
import { type RunningProcess } from '../process/running-process.js';
import { startServer } from '../process/server-process.js';
import { type StopStep } from '../process/stop-process.js';

const stopSteps: readonly StopStep[] = [['SIGTERM', 10], ['SIGKILL', 5]];
const probeTimeoutMs = 2000;

export interface RedisOptions {
  folder: DataFolder;
  password: string;
  environment: NodeJS.ProcessEnv;
  /** Stepped around when taken; 0 is any. */
  port: number;
  /** Without durability nothing is kept on disk: for tests. */
  durable: boolean;
  detached: boolean;
}

/** An embedded Redis that can be started, again and again, at the same address. */
export interface Redis {
  url: string;
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/**
 * Makes ready a Redis of the data folder, which never evicts and loses a second of writes at most, on the loopback address only.
 * @throws StartupError
 */
export async function prepareRedis({ folder, password, environment, durable, detached, ...wishes }: RedisOptions, signal: AbortSignal): Promise<Redis> {
  const binary = await findRedis(folder, environment, signal);
  const directory = folder.at('redis');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const title = `isobar-${folder.id}`;
  await stopLeftovers((commandLine) => /(?:redis|valkey)-server /.test(commandLine) && commandLine.endsWith(` ${title}`), stopSteps);
  const port = await freePort(wishes.port, { host: loopback });
  const url = `redis://:${password}@${loopback}:${port}/0`;
  const settings = [
    `bind ${loopback}`,
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(directory)}`,
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    `proc-title-template "{title} {listen-addr} ${title}"`,
  ];
  return {
    url,
    start: async (startSignal) =>
      startServer(
        {
          name: 'Redis',
          file: binary.file,
          // Through standard input no other user of the machine sees the password.
          args: ['-'],
          input: `${settings.join('\n')}\n`,
          environment: binary.environment,
          logFile: folder.at('redis.log'),
          stopSteps,
          detached,
          serves: async () => answers(url),
        },
        startSignal,
      ),
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new RedisClient(url, {
    lazyConnect: true,
    retryStrategy: null,
    connectTimeout: probeTimeoutMs,
    commandTimeout: probeTimeoutMs,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
