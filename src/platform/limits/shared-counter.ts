import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Window } from './windows.js';

/** What has been counted, and the milliseconds until it is forgotten. */
export interface Tally {
  count: number;
  msLeft: number;
}

/** Counts by key in a window that begins with the key's first: all processes together in Redis, each alone in its memory while Redis is away. */
export class SharedCounter {
  readonly name: string;
  readonly points: number;
  private readonly limiter: RateLimiterRedis;
  private readonly alone: RateLimiterMemory;

  constructor(redis: Redis, { name, points, seconds }: Window) {
    this.name = name;
    this.points = points;
    const options = { keyPrefix: `isobar:limit:${name}:${seconds}`, points, duration: seconds };
    this.alone = new RateLimiterMemory(options);
    this.limiter = new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: this.alone });
  }

  /** Counts one. `seconds` is the length of the window when it begins with this one, instead of the counter's. */
  async add(key: string, seconds?: number): Promise<Tally> {
    return toTally(await this.limiter.penalty(key, 1, seconds === undefined ? {} : { customDuration: seconds }));
  }

  /** A Redis that lets itself be read and not written, as one that is a replica now, knows less than this process. */
  async look(key: string): Promise<Tally> {
    const [shared, own] = (await Promise.all([this.limiter.get(key), this.alone.get(key)])).map(toTally) as [Tally, Tally];
    return own.count > shared.count ? own : shared;
  }
}

function toTally(standing: { consumedPoints: number; msBeforeNext: number } | null): Tally {
  return { count: standing?.consumedPoints ?? 0, msLeft: standing?.msBeforeNext ?? 0 };
}
