import { setTimeout as sleep } from 'node:timers/promises';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { windowsOf } from '../limits/windows.js';
import type { Allowance } from './allowance.js';
import { type Coordination, CoordinationAway } from './coordination.js';

/** The allowance is used up, or the upstream has asked to be left alone. */
export class QuotaSpent extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super(`No call for ${retryAfterSeconds} s.`);
  }
}

interface Window {
  shared: RateLimiterAbstract;
  /** Counts while Redis is away: a tenth, as if ten processes shared the quota without knowing of each other. */
  own: RateLimiterAbstract;
}

const shareWhileAlone = 0.1;
const worthWaitingMs = 1_000;
const key = 'calls';

/** How many calls an upstream takes in a second, a minute, an hour and a day from all our processes together. */
export class Quota {
  private readonly windows: Window[];
  private pausedUntil = 0;

  constructor(
    private readonly coordination: Coordination,
    name: string,
    allowance: Allowance,
  ) {
    this.windows = windowsOf(name, allowance).map(({ points, seconds: duration }) => {
      const keyPrefix = `isobar:quota:${name}:${duration}`;
      return {
        shared: new RateLimiterRedis({ storeClient: coordination.redis, keyPrefix, points, duration, inMemoryBlockOnConsumed: points }),
        own: new RateLimiterMemory({ keyPrefix, points: Math.ceil(points * shareWhileAlone), duration }),
      };
    });
  }

  /** Seconds for which the upstream is left alone; 0 when it is not. */
  get pausedForSeconds(): number {
    return Math.max(0, Math.ceil((this.pausedUntil - Date.now()) / 1000));
  }

  /**
   * Counts the call and makes it. The shortest window counts first: what it refuses does not weigh on the others. A window that ends within
   * a second is waited for.
   * @throws QuotaSpent, or the reason why `signal` aborted
   */
  async spend<Result>(signal: AbortSignal, call: () => Promise<Result>): Promise<Result> {
    if (this.pausedForSeconds > 0) throw new QuotaSpent(this.pausedForSeconds);
    for (const window of this.windows) {
      for (let wait = await this.count(window); wait > 0; wait = await this.count(window)) {
        if (wait > worthWaitingMs) throw new QuotaSpent(Math.ceil(wait / 1000));
        await sleep(wait);
        signal.throwIfAborted();
      }
    }
    return call();
  }

  /** No process calls for so many seconds. While Redis is away, or without any quota, it is this one alone that knows. */
  async pause(seconds: number): Promise<void> {
    this.pausedUntil = Date.now() + seconds * 1000;
    const [shortest] = this.windows;
    if (shortest) await this.coordination.ask(async () => shortest.shared.block(key, seconds)).catch(() => undefined);
  }

  /** Milliseconds until the next call is allowed; 0 when this one is, and counted. */
  private async count({ shared, own }: Window): Promise<number> {
    try {
      await this.coordination.ask(async () => shared.consume(key)).catch(async (error: unknown) => {
        if (error instanceof CoordinationAway) return own.consume(key);
        throw error;
      });
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
      throw refused;
    }
  }
}
