import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Window } from './windows.js';

/** Addresses that a process remembers; who comes back after so many others is told by Redis how it stands. */
const mostAddresses = 50_000;
/** The part of a limit that one process counts by itself before it tells the others. */
const untold = 1 / 20;
/** Milliseconds for which Redis is left alone when it is away. */
const awayForMs = 1_000;

/** What this process knows of an address: all requests that it was told of, and those among them that it has told nobody. */
export interface Standing {
  count: number;
  untold: number;
  /** Milliseconds since the epoch. */
  endsAt: number;
  telling: boolean;
}

/**
 * Counts requests by address in this process's memory, and settles with the other processes through Redis at every twentieth part of the
 * limit: a request costs a look into a map, and each process lets through a twentieth too many at most. While Redis is away the process's
 * own count stands.
 */
export class AddressCounter {
  private readonly standings = new LRUCache<string, Standing>({ max: mostAddresses });
  private readonly shared: RateLimiterRedis;
  private readonly batch: number;
  private awayUntil = 0;

  constructor(redis: Redis, readonly window: Window) {
    const { name, points, seconds } = window;
    this.shared = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `isobar:limit:${name}:${seconds}`,
      points,
      duration: seconds,
      rejectIfRedisNotReady: true,
    });
    this.batch = Math.max(1, Math.floor(points * untold));
  }

  /** How an address stands, before this request; `now` in milliseconds since the epoch. */
  standing(address: string, now: number): Standing {
    const known = this.standings.get(address);
    if (known && known.endsAt > now) return known;
    const fresh = { count: 0, untold: 0, endsAt: now + this.window.seconds * 1000, telling: false };
    this.standings.set(address, fresh);
    return fresh;
  }

  /** Counts a request of the address. */
  add(address: string, standing: Standing, now: number): void {
    standing.count += 1;
    standing.untold += 1;
    if (standing.untold >= this.batch && !standing.telling && now >= this.awayUntil) {
      this.settle(address, standing).catch(() => { this.awayUntil = Date.now() + awayForMs; });
    }
  }

  private async settle(address: string, standing: Standing): Promise<void> {
    const told = standing.untold;
    standing.telling = true;
    try {
      const { consumedPoints, msBeforeNext } = await this.shared.penalty(address, told);
      standing.untold -= told;
      standing.count = consumedPoints + standing.untold;
      standing.endsAt = Date.now() + msBeforeNext;
    } finally {
      standing.telling = false;
    }
  }
}
