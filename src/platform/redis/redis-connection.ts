import { Redis, type RedisOptions } from 'ioredis';
import { Outage } from '../observability/outage.js';
import type { Logger } from '../observability/logger.js';

/** Milliseconds: a command to a Redis that is away or frozen fails this soon, and a lost connection is tried again this often at most. */
const commandTimeoutMs = 1_500;
const longestRetryMs = 1_000;
const shortestRetryMs = 50;
/** A connection is back when it has stood so long: while a password is refused, ioredis takes it for ready again and again; in milliseconds. */
const settledAfterMs = 2_000;

/** For commands whose caller has something better to do than to wait: they fail at once while Redis is away. */
export const failFast: RedisOptions = {
  enableOfflineQueue: false,
  commandTimeout: commandTimeoutMs,
  connectTimeout: commandTimeoutMs,
  maxRetriesPerRequest: 1,
};

/** For connections that wait inside Redis (blocking reads, subscriptions) and take up again whenever it is back. */
export const patient: RedisOptions = {
  maxRetriesPerRequest: null,
  enableReadyCheck: false,
  connectTimeout: commandTimeoutMs,
};

/**
 * A client whose connection errors do not end the process. `onError` gets the first after it was whole, and then one a minute; `onReturn` is called
 * when it is whole again.
 */
export function connect(url: string, options: RedisOptions, onError: (error: Error) => void, onReturn: () => void = () => undefined): Redis {
  const outage = new Outage();
  let attempts = 0;
  let settling: NodeJS.Timeout | undefined;
  const client = new Redis(url, { ...options, retryStrategy: () => Math.min(++attempts * shortestRetryMs, longestRetryMs) });
  client.on('error', (error) => { if (outage.fails()) onError(error); });
  client.on('close', () => { clearTimeout(settling); });
  client.on('ready', () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      attempts = 0;
      if (outage.ends()) onReturn();
    }, settledAfterMs).unref();
  });
  return client;
}

/** The same, told to the log: `of` is whose connection it is. */
export function connectLogged(url: string, options: RedisOptions, logger: Logger, of: string, level: 'info' | 'debug' = 'info'): Redis {
  const lost = level === 'info' ? 'warn' : level;
  return connect(
    url,
    options,
    (error) => { logger[lost]({ err: error }, `Redis connection of ${of}: lost, and tried again until it is back`); },
    () => { logger[level](`Redis connection of ${of}: back`); },
  );
}

/**
 * For a client of Bull or of socket.io's adapter: they, and ioredis as it renews subscriptions, let go of promises, whose rejections must not end the
 * process while Redis is away.
 */
export function lenient(client: Redis): Redis {
  const [reconnect, send] = [client.connect.bind(client), client.sendCommand.bind(client)];
  client.connect = async () => reconnect().catch(() => undefined);
  client.sendCommand = (command, stream) => {
    command.promise.catch(() => undefined);
    return send(command, stream);
  };
  return client;
}
