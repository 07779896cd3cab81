import { Redis, type RedisOptions } from 'ioredis';

/** Milliseconds: a command to a Redis that is away or frozen fails this soon, and a lost connection is tried again this often at most. */
const commandTimeoutMs = 1_500;
const longestRetryMs = 1_000;

const retryStrategy = (attempt: number) => Math.min(attempt * 50, longestRetryMs);

/** For commands whose caller has something better to do than to wait: they fail at once while Redis is away. */
export const failFast: RedisOptions = {
  enableOfflineQueue: false,
  commandTimeout: commandTimeoutMs,
  connectTimeout: commandTimeoutMs,
  maxRetriesPerRequest: 1,
  retryStrategy,
};

/** For connections that wait inside Redis (blocking reads, subscriptions) and take up again whenever it is back. */
export const patient: RedisOptions = {
  maxRetriesPerRequest: null,
  enableReadyCheck: false,
  connectTimeout: commandTimeoutMs,
  retryStrategy,
};

/** A client whose connection errors reach `onError` instead of ending the process. */
export function connect(url: string, options: RedisOptions, onError: (error: Error) => void): Redis {
  const client = new Redis(url, options);
  client.on('error', onError);
  return client;
}
