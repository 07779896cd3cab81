import { describe, expect, it, jest } from '@jest/globals';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser } from './support/users.js';

const service = bootService();
// A busy neighbour can spoil one measurement, hardly three.
jest.retryTimes(2);

describe('GET /async-endpoint', () => {
  it('waits about a second', async () => {
    const answer = await service.get('/async-endpoint');

    expect(answer).toMatchObject({ status: 200, body: { message: 'Async operation' } });
    expect(Number(answer.headers.get('X-Process-Time'))).toBeGreaterThanOrEqual(0.99);
    expect(Number(answer.headers.get('X-Process-Time'))).toBeLessThan(1.5);
  });

  it('answers a thousand at once in little more than a second', async () => {
    const startedAt = performance.now();

    const answers = await Promise.all(Array.from({ length: 1000 }, async () => service.get('/async-endpoint')));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

describe('GET /sync-endpoint', () => {
  it('computes for about a second', async () => {
    const answer = await service.get('/sync-endpoint');

    expect(answer).toMatchObject({ status: 200, body: { message: 'Sync operation' } });
    expect(Number(answer.headers.get('X-Process-Time'))).toBeGreaterThanOrEqual(0.99);
  });

  it('turns away whom it cannot serve soon, and serves everybody else; other requests stay quick meanwhile', async () => {
    const { id } = await aRegisteredUser(service);
    const asked: Promise<Awaited<ReturnType<typeof service.get>>>[] = [];
    do asked.push(service.get('/sync-endpoint')); while (asked.length < 20 || !(await refusedOne(asked)));
    const slowest = await slowestOf(50, async () => service.get(`/users/${id}`));

    const answers = await Promise.all(asked);

    const refused = answers.filter(({ status }) => status !== 200);
    for (const answer of refused) {
      expectProblem(answer, 503, 'TOO_BUSY');
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('X-Process-Time'))).toBeLessThan(0.5);
    }
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThan(1);
    expect(slowest).toBeLessThan(250);
  });
});

/** Whether one of them has been refused already; asked again as long as none is. */
async function refusedOne(asked: Promise<{ status: number }>[]): Promise<boolean> {
  const first = await Promise.race([...asked.slice(-1), service.get('/health/live').then(() => ({ status: 0 }))]);
  return first.status === 503;
}

/** The longest time of so many in a row; in milliseconds. */
async function slowestOf(times: number, ask: () => Promise<unknown>): Promise<number> {
  let slowest = 0;
  for (let n = 0; n < times; n++) {
    const startedAt = performance.now();
    await ask();
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  return slowest;
}
