import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { SingleFlight } from './single-flight.js';

const { signal: never } = new AbortController();

describe('SingleFlight', () => {
  it('does a thing once for all who want it at the same time, and again for who comes later', async () => {
    const flights = new SingleFlight();
    const run = jest.fn(async () => sleep(5, 'done'));

    expect(await Promise.all(Array.from({ length: 10 }, async () => flights.join('a', never, run)))).toEqual(Array(10).fill('done'));
    expect(run).toHaveBeenCalledTimes(1);
    await flights.join('a', never, run);
    await flights.join('b', never, run);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('tells everybody of a failure, and remembers none', async () => {
    const flights = new SingleFlight();
    const failure = new Error('no');
    const fail = async () => Promise.reject(failure);

    const outcomes = await Promise.allSettled([flights.join('a', never, fail), flights.join('a', never, fail)]);

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason as unknown)).toEqual([failure, failure]);
    expect(await flights.join('a', never, async () => Promise.resolve('yes'))).toBe('yes');
  });

  it('goes on while anybody waits, and ends with the last who leaves', async () => {
    const flights = new SingleFlight();
    const [first, second] = [new AbortController(), new AbortController()];
    let flown: AbortSignal | undefined;
    const run = async (signal: AbortSignal) => {
      flown = signal;
      return sleep(10_000, undefined, { signal });
    };
    const waiting = [flights.join('a', first.signal, run), flights.join('a', second.signal, run)].map(async (result) =>
      result.catch((error: unknown) => error),
    );

    first.abort(new Error('first'));
    expect(await waiting[0]).toMatchObject({ message: 'first' });
    expect(flown?.aborted).toBe(false);

    second.abort(new Error('second'));
    expect(await waiting[1]).toMatchObject({ message: 'second' });
    expect(flown?.aborted).toBe(true);
    expect([first, second].map(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([[], []]);
  });
});
