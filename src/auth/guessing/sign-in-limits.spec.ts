import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { CodedError, RateLimited } from '../../contracts/errors.js';
import type { Config } from '../../platform/config/config.js';
import type { LimitsRedis } from '../../platform/limits/limits-redis.js';
import { SignInLimits } from './sign-in-limits.js';

const email = 'ada@example.org';

/** As it works while Redis is away. */
function alone(redis: Redis, settings: Partial<Config> = {}): SignInLimits {
  return new SignInLimits({ RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN: { perMinute: 3 }, ...settings } as Config, 'a secret', { client: redis } as LimitsRedis);
}

async function wrong(): Promise<never> {
  return Promise.reject(new CodedError('CREDENTIALS_INVALID', 'wrong'));
}

describe('SignInLimits', () => {
  let redis: Redis;
  let used = 0;
  const stranger = () => `203.0.113.${(used += 1)}`;
  /** What a guess comes to: `wrong`, or the seconds that it has to wait. */
  const guess = async (limits: SignInLimits, address: string): Promise<unknown> =>
    limits.attempt(email, address, wrong).catch((error: unknown) => (error instanceof RateLimited ? error.details.retryAfterSeconds : 'wrong'));

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    redis = new Redis('redis://127.0.0.1:9', { lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
    redis.on('error', () => undefined);
    used = 0;
  });
  afterEach(() => {
    redis.disconnect();
    jest.useRealTimers();
  });

  it('doubles the wait of strangers up to five minutes', async () => {
    const limits = alone(redis);
    for (let n = 0; n < 20; n++) expect(await guess(limits, stranger())).toBe('wrong');

    const waits: unknown[] = [];
    for (let n = 0; n < 11; n++) {
      const wait = await guess(limits, stranger());
      waits.push(wait);
      jest.advanceTimersByTime(Number(wait) * 1000 + 1);
      expect(await guess(limits, stranger())).toBe('wrong');
    }

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('gives a stranger who has the password away after the wait, and knows them from then on', async () => {
    const limits = alone(redis);
    for (let n = 0; n < 20; n++) await guess(limits, stranger());
    const home = stranger();
    await expect(limits.attempt(email, home, async () => Promise.resolve('in'))).rejects.toThrow(RateLimited);

    jest.advanceTimersByTime(1_001);
    expect(await limits.attempt(email, home, async () => Promise.resolve('in'))).toBe('in');
    await guess(limits, stranger());

    expect(await limits.attempt(email.toUpperCase(), home, async () => Promise.resolve('in'))).toBe('in');
  });

  it('counts wrong passwords, and nothing else that goes wrong', async () => {
    const limits = alone(redis);
    const address = stranger();
    for (let n = 0; n < 5; n++)
      await expect(limits.attempt(email, address, async () => Promise.reject(new CodedError('TOO_BUSY', 'busy')))).rejects.toThrow('busy');

    expect([await guess(limits, address), await guess(limits, address), await guess(limits, address), await guess(limits, address)]).toEqual([
      'wrong',
      'wrong',
      'wrong',
      60,
    ]);
  });

  it.each([{ RATE_LIMIT: 'off' as const }, { RATE_LIMIT_SIGN_IN: {} }])('limits nothing with %j', async (settings) => {
    const limits = alone(redis, settings);
    const address = stranger();

    for (let n = 0; n < 50; n++) expect(await guess(limits, address)).toBe('wrong');
  });
});
