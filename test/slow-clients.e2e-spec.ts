import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootService } from './support/service.js';
import { type Trickled, trickle } from './support/trickle.js';

const crowd = 500;
const askEveryMs = 20;

const service = bootService();
let slowBody: Promise<Trickled>;
let silent: Promise<Trickled>;
let slowHeaders: Promise<Trickled[]>;

/** The longest time out of a hundred, but one. */
const p99 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!;

beforeAll(() => {
  const post = 'POST /register HTTP/1.1\r\nHost: isobar\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n{';
  slowBody = trickle(service.url, post, ' ', 1_000);
  silent = trickle(service.url, '', 'x', 13_000);
  slowHeaders = Promise.all(Array.from({ length: crowd }, async () => trickle(service.url, 'GET / HTTP/1.1\r\nHost: isobar\r\nX-Slow: ', 'x', 500)));
});

describe(`${crowd} connections whose headers never end`, () => {
  it('keep nobody else from being served within a second', async () => {
    const until = performance.now() + 8_000;
    const times: number[] = [];
    const asked: Promise<void>[] = [];
    while (performance.now() < until) {
      const startedAt = performance.now();
      const path = asked.length % 2 === 0 ? '/' : '/products';
      asked.push(service.get(path).then(({ status }) => {
        expect(status).toBe(200);
        times.push(performance.now() - startedAt);
      }));
      await sleep(askEveryMs);
    }
    await Promise.all(asked);

    expect(times.length).toBeGreaterThan(100);
    expect(p99(times)).toBeLessThan(1_000);
  }, 30_000);

  it('are cut off after 10 s, with the reason', async () => {
    const ends = await slowHeaders;

    expect(Math.min(...ends.map(({ answered }) => answered))).toBeGreaterThan(9);
    expect(Math.max(...ends.map(({ closed }) => closed))).toBeLessThan(14);
    for (const { answer } of ends)
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n[^]*"code":"REQUEST_TIMEOUT"/);
  }, 30_000);
});

describe('a connection', () => {
  it('that says nothing at all is cut off as well', async () => {
    const { answer, answered } = await silent;

    expect(answered).toBeLessThan(13);
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
  }, 30_000);

  it('that stays open after its request could not be read is closed', async () => {
    const { answer, closed } = await trickle(service.url, 'HELLO\r\n\r\n', 'x', 100);

    expect(answer).toContain('"code":"MALFORMED_REQUEST"');
    expect(closed).toBeLessThan(4);
  });

  it('whose body never ends is cut off after 30 s', async () => {
    const { answer, answered, closed } = await slowBody;

    expect(answered).toBeGreaterThan(29);
    expect(closed).toBeLessThan(36);
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"REQUEST_TIMEOUT"/);
  }, 40_000);
});
