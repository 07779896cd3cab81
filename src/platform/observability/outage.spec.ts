import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Outage } from './outage.js';

describe('Outage', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  it('is told when it begins, now and then while it lasts, and when it is over', () => {
    const outage = new Outage(10_000);
    const told: number[] = [];

    for (let second = 0; second < 35; second++) {
      if (outage.fails()) told.push(second);
      jest.advanceTimersByTime(1_000);
    }

    expect(told).toEqual([0, 10, 20, 30]);
    expect(outage.ends()).toBe(true);
    expect(outage.ends()).toBe(false);
    expect(outage.fails()).toBe(true);
  });

  it('that never was is not over', () => {
    expect(new Outage().ends()).toBe(false);
  });
});
