import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { SharedCounter } from './shared-counter.js';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Where `@nestjs/throttler` counts: in Redis, all processes together. */
export class SharedThrottlerStorage implements ThrottlerStorage {
  private readonly counters = new Map<string, SharedCounter>();

  constructor(private readonly redis: Redis) {}

  /** `ttl` in milliseconds, what is answered in seconds, as the library has it. */
  async increment(key: string, ttl: number, limit: number, _blockDuration: number, throttlerName: string): Promise<ThrottlerStorageRecord> {
    const { count, msLeft } = await this.counter(throttlerName, limit, ttl).add(key);
    const seconds = Math.ceil(msLeft / 1000);
    return { totalHits: count, timeToExpire: seconds, isBlocked: count > limit, timeToBlockExpire: seconds };
  }

  private counter(name: string, points: number, ttl: number): SharedCounter {
    const known = this.counters.get(name);
    if (known) return known;
    const counter = new SharedCounter(this.redis, { name, points, seconds: ttl / 1000 });
    this.counters.set(name, counter);
    return counter;
  }
}
