import { getEventListeners, setMaxListeners } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { Logger } from '../observability/logger.js';
import { Coordination } from './coordination.js';
import { createHttp } from './outgoing-http.js';
import { Upstream, type UpstreamOptions } from './upstream.js';
import { UpstreamMetrics } from './upstream-metrics.js';

const { signal: never } = new AbortController();
const logger = { debug: jest.fn(), warn: jest.fn() } as unknown as Logger;
const metrics = new UpstreamMetrics(() => ({}));
const timeoutMs = 200;
/** They take seconds, and several times that on a machine that has other work. */
const manyCallsWithinMs = 180_000;
const anything = z.unknown();

/** Against a real server, and without Redis: one process that goes by what it knows itself. */
describe('Upstream', () => {
  let server: Server;
  let coordination: Coordination;
  let url: string;
  let asked = 0;
  let atOnce = 0;
  let highestAtOnce = 0;
  let answer: (response: ServerResponse, request: IncomingMessage) => void;

  beforeEach(async () => {
    [asked, atOnce, highestAtOnce] = [0, 0, 0];
    answer = (response) => response.end('{}');
    server = createServer((request, response) => {
      asked += 1;
      atOnce += 1;
      highestAtOnce = Math.max(highestAtOnce, atOnce);
      response.once('close', () => (atOnce -= 1));
      answer(response, request);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    coordination = new Coordination('redis://127.0.0.1:9', logger);
  });
  afterEach(() => {
    coordination.close();
    server.close();
    server.closeAllConnections();
  });

  const open = (options: Partial<UpstreamOptions> = {}) =>
    new Upstream({ name: 'test', timeoutMs, allowance: { atOnce: 1 }, ...options }, createHttp(), coordination, metrics, logger);
  const status = (code: number, headers = {}) => (response: ServerResponse) => response.writeHead(code, headers).end('{"reason":"Hourly limit"}');
  const fail = async (upstream: Upstream, times: number) => {
    for (let time = 0; time < times; time++) await upstream.get({ url }, anything, never).catch(() => undefined);
  };

  it("gives what fits the schema, and the answer's headers", async () => {
    answer = (response) => response.setHeader('Expires', 'soon').end('{"degrees":7}');

    expect(await open().get({ url }, z.object({ degrees: z.number() }), never)).toMatchObject({ body: { degrees: 7 }, headers: { expires: 'soon' } });
    await expect(open().get({ url }, z.object({ degrees: z.string() }), never)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  });

  it('gives each call its whole time, whatever it waited for its place', async () => {
    answer = (response) => { setTimeout(() => response.end('{}'), timeoutMs * 0.6); };
    const upstream = open();

    const calls = await Promise.all([1, 2, 3].map(async () => upstream.get({ url }, anything, never)));

    expect(calls).toHaveLength(3);
    expect(highestAtOnce).toBe(1);
  });

  it('refuses what would make its line too long', async () => {
    answer = () => undefined;
    const upstream = open();
    const caller = new AbortController();
    setMaxListeners(0, caller.signal);
    const calls = Array.from({ length: 1_002 }, async () => upstream.get({ url }, anything, caller.signal).catch((error: unknown) => error));

    await expect(Promise.race(calls)).resolves.toMatchObject({ code: 'TOO_BUSY' });
    expect(upstream.state.waiting).toBeGreaterThan(900);
    caller.abort();
    await Promise.all(calls);
  });

  it('asks again after an error of the server, as long as that is no more than a tenth of its calls', async () => {
    const upstream = open();
    await fail(upstream, 95);
    [asked, answer] = [0, status(503)];

    await fail(upstream, 5);

    expect(asked).toBeLessThanOrEqual(10 + 5);
    expect(asked).toBeGreaterThan(5);
  });

  it.each([400, 404, 429])('never asks again after a %d', async (code) => {
    const upstream = open();
    await fail(upstream, 30);
    [asked, answer] = [0, status(code)];

    await fail(upstream, 1);

    expect(asked).toBe(1);
  });

  it('opens its breaker when more fails than works, not for what is refused, and closes it again', async () => {
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'nextTick', 'performance', 'queueMicrotask'],
    });
    try {
      const upstream = open();
      answer = status(404);
      await fail(upstream, 10);
      expect(upstream.state.breaker).toBe('closed');

      answer = status(500);
      await fail(upstream, 30);
      expect(upstream.state.breaker).toBe('open');
      asked = 0;
      await expect(upstream.get({ url }, anything, never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { retryAfterSeconds: 5 } });
      expect(asked).toBe(0);

      jest.setSystemTime(Date.now() + 5_000);
      await fail(upstream, 10);
      expect(asked).toBe(1);

      jest.setSystemTime(Date.now() + 5_000);
      answer = (response) => response.end('{}');
      await upstream.get({ url }, anything, never);
      expect(upstream.state.breaker).toBe('closed');
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves alone whoever asks for that, for as long as they say in whichever way', async () => {
    const pauseSeconds = jest.fn<NonNullable<UpstreamOptions['pauseSeconds']>>(() => 33);
    const upstream = open({ pauseSeconds });
    answer = status(429, { 'Content-Type': 'application/json' });

    await expect(upstream.get({ url }, anything, never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { retryAfterSeconds: 33 } });
    expect(pauseSeconds).toHaveBeenCalledWith({ reason: 'Hourly limit' });
    await expect(upstream.get({ url }, anything, never)).rejects.toMatchObject({ details: { retryAfterSeconds: 33 } });
    expect(asked).toBe(1);

    answer = status(429, { 'Retry-After': '11' });
    await expect(open({ pauseSeconds }).get({ url }, anything, never)).rejects.toMatchObject({ details: { retryAfterSeconds: 11 } });
  });

  it('keeps to its quota, of which it takes a tenth while it does not know of the other processes', async () => {
    const upstream = open({ allowance: { atOnce: 5, perMinute: 30 } });
    await fail(upstream, 3);

    await expect(upstream.get({ url }, anything, never)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    expect(asked).toBe(3);
  });

  it('ends a call that nobody waits for, and its place is free', async () => {
    answer = () => undefined;
    const upstream = open();
    const caller = new AbortController();
    const gone = new Error('gone');
    const call = upstream.get({ url }, anything, caller.signal).catch((error: unknown) => error);
    while (asked === 0) await sleep(1);

    caller.abort(gone);

    expect(await call).toBe(gone);
    answer = (response) => response.end('{}');
    await upstream.get({ url }, anything, never);
    expect(upstream.state).toMatchObject({ breaker: 'closed', waiting: 0 });
  });

  it('loses no place and no listener over 100,000 calls that are given up, running or waiting', async () => {
    answer = () => undefined;
    const upstream = open({ timeoutMs: 60_000 });

    for (let batch = 0; batch < 100; batch++) {
      const caller = new AbortController();
      setMaxListeners(0, caller.signal);
      const calls = Array.from({ length: 1_000 }, async () => upstream.get({ url }, anything, caller.signal));
      while (upstream.state.waiting < 999) await new Promise(setImmediate);
      caller.abort(new Error('gone'));
      const outcomes = await Promise.allSettled(calls);
      expect(outcomes.every((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).message === 'gone')).toBe(true);
      expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
    }

    await new Promise(setImmediate);
    expect(upstream.state).toEqual({ breaker: 'closed', running: 0, waiting: 0, pausedForSeconds: 0 });
    answer = (response) => response.end('{}');
    await upstream.get({ url }, anything, never);
  }, manyCallsWithinMs);
});
