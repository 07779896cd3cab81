import { getEventListeners, setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Line } from './line.js';

const { signal: never } = new AbortController();
const gone = new Error('gone');

describe('Line', () => {
  it('lets in as many as there are places, first come, first served', async () => {
    const line = new Line(1);
    const order: string[] = [];
    const leave = await line.enter(never);
    const later = ['second', 'third'].map(async (name) => {
      const leaveAgain = await line.enter(never);
      order.push(name);
      leaveAgain();
    });
    expect([line.taken, line.waiting]).toEqual([1, 2]);

    leave();

    await Promise.all(later);
    expect(order).toEqual(['second', 'third']);
    await turn();
    expect([line.taken, line.waiting]).toEqual([0, 0]);
  });

  it('lets those of a higher priority go first', async () => {
    const line = new Line(1);
    const leave = await line.enter(never);
    const order: number[] = [];
    const waiting = [-1, 0].map(async (priority) => {
      const leaveAgain = await line.enter(never, priority);
      order.push(priority);
      leaveAgain();
    });

    leave();

    await Promise.all(waiting);
    expect(order).toEqual([0, -1]);
  });

  it('keeps a place for who has it, whatever becomes of the signal', async () => {
    const line = new Line(1);
    const caller = new AbortController();
    const leave = await line.enter(caller.signal);

    caller.abort(gone);

    expect(line.taken).toBe(1);
    leave();
    await expect(line.enter(caller.signal)).rejects.toBe(gone);
    (await line.enter(never))();
  });

  it('loses no place and no listener over 100,000 who give up', async () => {
    const line = new Line(2);
    const places = [await line.enter(never), await line.enter(never)];
    const caller = new AbortController();

    for (let batch = 0; batch < 100; batch++) {
      const giveUp = new AbortController();
      setMaxListeners(0, giveUp.signal);
      const waiting = Array.from({ length: 1_000 }, async () => line.enter(giveUp.signal));
      giveUp.abort(gone);
      const outcomes = await Promise.allSettled(waiting);
      expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === gone)).toBe(true);
      expect(getEventListeners(giveUp.signal, 'abort')).toEqual([]);
    }

    expect([line.taken, line.waiting]).toEqual([2, 0]);
    places.forEach((leave) => { leave(); });
    (await line.enter(caller.signal))();
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
    expect(line.waiting).toBe(0);
  });
});
