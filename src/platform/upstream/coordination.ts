import { setTimeout as sleep } from 'node:timers/promises';
import { ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { Redis } from 'ioredis';
import { Mutex, Semaphore } from 'redis-semaphore';
import type { Logger } from '../observability/logger.js';
import { connectLogged, failFast } from '../redis/redis-connection.js';

/** Milliseconds. A frozen Redis is waited for so long once, and is not asked again for `awayForMs`. */
const commandTimeoutMs = 1_000;
const awayForMs = 5_000;
const farewellMs = 100;
/** How often a process looks whether what it waits for is free; in milliseconds. */
const lookEveryMs = 5;

/** Redis is away, or does not answer in time: each process goes by what it knows itself. */
export class CoordinationAway extends Error {
  constructor(cause: unknown) {
    super('Redis is away.', { cause });
  }
}

/** What all processes share in Redis, to keep to one allowance and to do a thing once. While Redis is away every method says so at once. */
export class Coordination {
  readonly redis: Redis;
  private readonly breaker = circuitBreaker(handleType(Error), { halfOpenAfter: awayForMs, breaker: new ConsecutiveBreaker(1) });

  constructor(url: string, logger: Logger) {
    this.redis = connectLogged(url, { ...failFast, commandTimeout: commandTimeoutMs, disconnectTimeout: farewellMs }, logger, 'the upstreams', 'debug');
  }

  /**
   * One of `places` under this name, as soon as one is free; the answer gives it back. A process that dies gives its place back after `holdMs`.
   * @throws CoordinationAway, or the reason why `signal` aborted
   */
  async place(name: string, places: number, holdMs: number, signal: AbortSignal): Promise<() => void> {
    const once = { lockTimeout: holdMs, refreshInterval: 0, acquireAttemptsLimit: 1, retryInterval: 1 };
    const key = `isobar:${name}`;
    return this.take(places === 1 ? new Mutex(this.redis, key, once) : new Semaphore(this.redis, key, places, once), signal);
  }

  /** @throws CoordinationAway; whatever is no Error, which is how the rate limiters refuse, passes. */
  async ask<Result>(command: () => Promise<Result>): Promise<Result> {
    try {
      return await this.breaker.execute(command);
    } catch (error) {
      throw error instanceof Error ? new CoordinationAway(error) : error;
    }
  }

  close(): void {
    this.redis.disconnect();
  }

  private async take(lock: Mutex, signal: AbortSignal): Promise<() => void> {
    while (!(await this.ask(async () => lock.tryAcquire()))) {
      await sleep(lookEveryMs);
      signal.throwIfAborted();
    }
    // What cannot be given back is free again after `holdMs`. Nobody waits for it.
    return () => { this.ask(async () => lock.release()).catch(() => undefined); };
  }
}
