import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '../../observability/logger.js';
import { AnswerCache, type Question } from './answer-cache.js';
import { AnswerMetrics } from './answer-metrics.js';
import { AnswerStore } from './answer-store.js';
import { Coordination } from '../coordination.js';

const { signal: never } = new AbortController();
const logger = { debug: jest.fn() } as unknown as Logger;
const metrics = new AnswerMetrics();
const away = 'redis://127.0.0.1:9';
const freshness = { freshMs: 10_000, staleWhileRevalidateMs: 10_000, staleIfErrorMs: 3_600_000 };
let fetches = 0;

/** Without Redis: memory alone. */
describe('AnswerCache', () => {
  let coordination: Coordination;
  let cache: AnswerCache;
  let now: number;
  let fetch: Question<string>['fetch'];

  beforeEach(() => {
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'nextTick', 'performance', 'queueMicrotask'],
    });
    now = Date.now();
    fetches = 0;
    fetch = async () => Promise.resolve({ value: `answer ${++fetches}` });
    coordination = new Coordination(away, logger);
    cache = new AnswerCache(new AnswerStore(coordination), coordination, metrics, logger);
  });
  afterEach(() => {
    coordination.close();
    jest.useRealTimers();
  });

  const read = async (signal = never) => cache.read({ key: 'test:a', freshness, deadlineMs: 1_000, fetch: async (call) => fetch(call) }, signal);
  const later = (milliseconds: number) => { jest.setSystemTime((now += milliseconds)); };
  const failing = async () => Promise.reject(new Error('down'));

  it('fetches once, for all who ask, and gives it while it is fresh', async () => {
    const answers = await Promise.all([read(), read(), read()]);
    later(9_999);

    expect([...answers, await read()].map(({ value }) => value)).toEqual(Array(4).fill('answer 1'));
    expect(answers[0]).toEqual({ value: 'answer 1', fetchedAt: now - 9_999, freshUntil: now + 1 });
  });

  it('gives a stale one at once while it fetches a new one', async () => {
    await read();
    later(10_000);

    expect((await read()).value).toBe('answer 1');
    while (fetches < 2) await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect((await read()).value).toBe('answer 2');
  });

  it('waits for a new one when the old is too old for that, but not for long', async () => {
    await read();
    later(20_001);
    expect((await read()).value).toBe('answer 2');

    later(20_001);
    fetch = async (signal) => new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); });
    const startedAt = performance.now();
    expect((await read()).value).toBe('answer 2');
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  it('gives an old one for as long as there is no new one to be had, and no longer', async () => {
    await read();
    fetch = failing;

    later(3_600_000);
    expect(await read()).toMatchObject({ value: 'answer 1', fetchedAt: now - 3_600_000 });

    later(10_000);
    await expect(read()).rejects.toThrow('down');
  });

  it('remembers no failure', async () => {
    const well = fetch;
    fetch = failing;
    await expect(read()).rejects.toThrow('down');

    fetch = well;
    expect((await read()).value).toBe('answer 1');
  });

  it.each([
    [300_000, 300_000],
    [0, 60_000],
    [86_400_000, 7_200_000],
  ])("goes by the source's own word on when it has something new: in %d ms", async (inMs, freshMs) => {
    fetch = async () => Promise.resolve({ value: 'x', expiresAt: Date.now() + inMs });

    expect((await read()).freshUntil).toBe(now + freshMs);
  });

  it('ends a fetch that nobody waits for any more', async () => {
    let call: AbortSignal | undefined;
    fetch = async (signal) => {
      call = signal;
      return new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); });
    };
    const caller = new AbortController();
    const answer = read(caller.signal).catch((error: unknown) => error);
    while (!call) await new Promise(setImmediate);

    caller.abort(new Error('gone'));

    expect(await answer).toMatchObject({ message: 'gone' });
    expect(call.aborted).toBe(true);
  });
});
