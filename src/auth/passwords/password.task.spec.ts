import { describe, expect, it } from '@jest/globals';
import { type HashCost, hash, isCheaper, verify } from './password.task.js';

const low: HashCost = { memoryKib: 64, iterations: 1 };
const high: HashCost = { memoryKib: 8_192, iterations: 6 };

function timeOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

describe('a password hash', () => {
  it('is argon2id of the cost that is asked for, salted anew each time', () => {
    const [one, other] = [hash({ password: 'correct horse', ...low }), hash({ password: 'correct horse', ...low })];

    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(other).not.toBe(one);
    expect(verify({ password: 'correct horse', stored: one, ...low })).toBe(true);
    expect(verify({ password: 'correct horsf', stored: one, ...low })).toBe(false);
  });

  it.each([
    ['letters with marks, apart or together', 'Käse à la crème', 'Ka\u0308se a\u0300 la cre\u0300me'],
    ['full-width letters', 'correct horse', 'ｃｏｒｒｅｃｔ　ｈｏｒｓｅ'],
    ['a ligature', 'find the office', 'ﬁnd the oﬃce'],
  ])('knows %s', (_, typed, otherwise) => {
    const stored = hash({ password: typed, ...low });

    expect(verify({ password: otherwise, stored, ...low })).toBe(true);
  });

  it('counts every character, and case', () => {
    const long = 'x'.repeat(128);
    const stored = hash({ password: long, ...low });

    expect(verify({ password: `${long.slice(1)}X`, stored, ...low })).toBe(false);
    expect(verify({ password: long.slice(1), stored, ...low })).toBe(false);
  });

  it('is outdated once a hash costs more, in memory or in time', () => {
    const stored = hash({ password: 'correct horse', memoryKib: 128, iterations: 2 });

    expect(isCheaper(stored, { memoryKib: 128, iterations: 2 })).toBe(false);
    expect(isCheaper(stored, { memoryKib: 128, iterations: 3 })).toBe(true);
    expect(isCheaper(stored, { memoryKib: 256, iterations: 2 })).toBe(true);
    expect(isCheaper(stored, { memoryKib: 64, iterations: 1 })).toBe(false);
  });

  it('takes no less time to check when it is outdated, and is right all the same', () => {
    const [old, current] = [hash({ password: 'correct horse', ...low }), hash({ password: 'correct horse', ...high })];
    const usual = Math.min(...Array.from({ length: 20 }, () => timeOf(() => verify({ password: 'wrong', stored: current, ...high }))));

    const outdated = timeOf(() => { expect(verify({ password: 'wrong', stored: old, ...high })).toBe(false); });

    expect(outdated).toBeGreaterThan(usual / 2);
    expect(verify({ password: 'correct horse', stored: old, ...high })).toBe(true);
  });
});
