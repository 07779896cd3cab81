import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DeadlinePassed, abortable, within } from './deadline.js';

const untilAborted = async (signal: AbortSignal) => new Promise<never>((_, reject) => {
  signal.addEventListener('abort', () => { reject(signal.reason as Error); });
});

describe('within', () => {
  const { signal: never } = new AbortController();

  it('ends what takes too long', async () => {
    await expect(within(10, never, untilAborted)).rejects.toBeInstanceOf(DeadlinePassed);
  });

  it('ends what nobody wants any more, with the reason why', async () => {
    const caller = new AbortController();
    const result = within(10_000, caller.signal, untilAborted);
    const gone = new Error('gone');

    caller.abort(gone);

    await expect(result).rejects.toBe(gone);
    await expect(within(10_000, caller.signal, async () => Promise.resolve('never begun'))).rejects.toBe(gone);
  });

  it('leaves no listener on the signal that it was given', async () => {
    expect(await within(10_000, never, async () => sleep(1, 'done'))).toBe('done');
    expect(getEventListeners(never, 'abort')).toEqual([]);
  });
});

describe('abortable', () => {
  it("gives the result, or the signal's reason, and leaves no listener", async () => {
    const caller = new AbortController();
    const gone = new Error('gone');

    expect(await abortable(Promise.resolve('done'), caller.signal)).toBe('done');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);

    const waiting = abortable(sleep(10_000, undefined, { ref: false }), caller.signal);
    caller.abort(gone);
    await expect(waiting).rejects.toBe(gone);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });
});
