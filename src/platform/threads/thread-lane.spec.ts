import { afterEach, describe, expect, it } from '@jest/globals';
import { TooBusy } from '../../contracts/errors.js';
import { type LaneOptions, ThreadLane } from './thread-lane.js';

const module = new URL('../../../test/fixtures/thread-lane.task.mjs', import.meta.url);
const full = 'Everybody is busy.';

let lane: ThreadLane;
const open = (options: Partial<LaneOptions> = {}) =>
  (lane = new ThreadLane({ name: 'test', module, full, threads: 1, waitSeconds: 5, taskMs: 1_000, ...options }));
const keepBusy = async (ms: number, signal?: AbortSignal) => lane.run<number, number>('keepBusy', ms, signal);

describe('ThreadLane', () => {
  afterEach(async () => lane.close());

  it('runs on as many threads as it has, and none of them is ours', async () => {
    open({ threads: 2 });

    const threads = new Set(await Promise.all(Array.from({ length: 12 }, async () => keepBusy(150))));

    expect(threads.size).toBe(2);
    expect(threads).not.toContain(0);
  });

  it('refuses at once who would wait longer than anybody should, by what a task is thought to take', async () => {
    open();
    const served = Array.from({ length: 6 }, async () => keepBusy(10));

    await expect(keepBusy(10)).rejects.toEqual(new TooBusy(full, 5));
    await expect(Promise.all(served)).resolves.toHaveLength(6);
  });

  it('learns what a task takes: the faster, the longer the line', async () => {
    open();
    for (let n = 0; n < 40; n++) await keepBusy(1);

    await expect(Promise.all(Array.from({ length: 30 }, async () => keepBusy(1)))).resolves.toHaveLength(30);
  });

  it('learns it as well when tasks are slower than was thought', async () => {
    open({ taskMs: 1, waitSeconds: 1 });
    for (let n = 0; n < 10; n++) await keepBusy(200);

    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => keepBusy(1)));

    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(5);
  });

  it('lets who gives up leave the line, and gives the place to somebody else', async () => {
    open();
    const caller = new AbortController();
    const reason = new Error('gone');
    const [served, left] = [Array.from({ length: 2 }, async () => keepBusy(50)), Array.from({ length: 4 }, async () => keepBusy(10_000, caller.signal))];

    caller.abort(reason);

    const outcomes = await Promise.allSettled(left);
    expect(outcomes).toEqual(left.map(() => ({ status: 'rejected', reason })));
    await expect(Promise.all([...served, keepBusy(1)])).resolves.toHaveLength(3);
  });

  it('does to its end what a thread has in hand, whoever gives up', async () => {
    open();
    const caller = new AbortController();
    const running = keepBusy(50, caller.signal);
    await new Promise(setImmediate);

    caller.abort();

    expect(await running).toBeGreaterThan(0);
  });

  it('lets nobody wait for a result that is too long in coming, and still finishes it', async () => {
    open({ taskMs: 1 });
    const startedAt = performance.now();

    await expect(keepBusy(6_000)).rejects.toEqual(new TooBusy(full, 5));
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(await keepBusy(1)).toBeGreaterThan(0);
  }, 20_000);

  it('tells why a task failed, and goes on', async () => {
    open();

    await expect(lane.run('fail', undefined)).rejects.toThrow('as it was told to');
    expect(await keepBusy(1)).toBeGreaterThan(0);
  });

  it('finishes what runs and waits before it closes', async () => {
    open();
    const all = Array.from({ length: 4 }, async () => keepBusy(20));

    await lane.close();

    expect(await Promise.all(all)).toHaveLength(4);
  });
});
