import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { AddressCounter } from './address-counter.js';

describe('AddressCounter, while Redis is away', () => {
  const redis = new Redis('redis://127.0.0.1:9', { lazyConnect: true, enableOfflineQueue: false });
  const asked = jest.spyOn(redis, 'sendCommand');
  afterEach(() => { redis.disconnect(); });
  const counter = new AddressCounter(redis, { name: 'default', points: 100, seconds: 60 });
  const add = (address: string, times: number, now: number) => {
    for (let n = 0; n < times; n++) counter.add(address, counter.standing(address, now), now);
    return counter.standing(address, now);
  };

  it('counts by itself, address by address', async () => {
    const now = Date.now();

    expect(add('203.0.113.1', 70, now)).toMatchObject({ count: 70, endsAt: now + 60_000 });
    expect(add('203.0.113.2', 3, now)).toMatchObject({ count: 3 });
    await new Promise(setImmediate);

    expect(add('203.0.113.1', 30, now + 59_999)).toMatchObject({ count: 100, endsAt: now + 60_000 });
    expect(asked).not.toHaveBeenCalled();
  });

  it('begins anew when the window is over', () => {
    const now = Date.now();
    add('203.0.113.3', 100, now);

    expect(counter.standing('203.0.113.3', now + 60_000)).toMatchObject({ count: 0, endsAt: now + 120_000 });
  });
});
