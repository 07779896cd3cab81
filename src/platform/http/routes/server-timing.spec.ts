import { describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerTiming } from './server-timing.js';

function timing() {
  const setHeader = jest.fn<(name: string, value: string) => never>();
  return { setHeader, parts: new ServerTiming({ setHeader }) };
}

describe('ServerTiming', () => {
  it('gathers the parts by name, and says how long each took', async () => {
    const { setHeader, parts } = timing();

    const gathered = await parts.gather({ slow: async () => sleep(60, 'slow'), quick: async () => Promise.resolve(7) });

    expect(gathered).toEqual({ slow: 'slow', quick: 7 });
    const [name, value = ''] = setHeader.mock.calls[0] ?? [];
    expect(name).toBe('Server-Timing');
    const [, quick, slow] = /^quick;dur=([\d.]+), slow;dur=([\d.]+)$/.exec(value) ?? [];
    expect(Number(slow)).toBeGreaterThanOrEqual(55);
    expect(Number(quick)).toBeLessThan(50);
  });

  it('starts every part before it waits for any', async () => {
    const started: string[] = [];
    const note = (name: string) => async () => {
      started.push(name);
      await sleep(5);
      expect(started).toEqual(['a', 'b', 'c']);
    };

    await timing().parts.gather({ a: note('a'), b: note('b'), c: note('c') });
  });

  it('fails as its first part fails', async () => {
    const { parts, setHeader } = timing();

    await expect(parts.gather({ good: async () => sleep(1), bad: async () => Promise.reject(new Error('bad part')) })).rejects.toThrow('bad part');
    expect(setHeader).not.toHaveBeenCalled();
  });
});
