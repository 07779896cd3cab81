import { describe, expect, it, jest } from '@jest/globals';
import type { Job } from 'bull';
import { jobNames, jobs } from '../../contracts/jobs.js';
import type { Logger } from '../observability/logger.js';
import { type JobContext, JobHandlers } from './job-handlers.js';
import type { JobMetrics, Outcome } from './job-metrics.js';
import type { Outbox } from './outbox.js';
import { PermanentFailure } from './permanent-failure.js';
import type { Queues } from './queues.js';

type Run = (job: Job<unknown>) => Promise<void>;

function setUp({ done = false } = {}) {
  const runs = new Map<string, Run>();
  const queues = {
    of: () => ({ on: jest.fn() }),
    process: (_queue: string, name: string, _concurrency: number, run: Run) => { runs.set(name, run); },
  };
  const outbox = {
    begin: jest.fn<Outbox['begin']>(async () => Promise.resolve(done ? undefined : 4)),
    isCurrent: jest.fn<Outbox['isCurrent']>(async () => Promise.resolve(true)),
    complete: jest.fn<Outbox['complete']>(async () => Promise.resolve()),
    fail: jest.fn<Outbox['fail']>(async () => Promise.resolve()),
    park: jest.fn<Outbox['park']>(async () => Promise.resolve()),
  };
  const log = { warn: jest.fn(), info: jest.fn(), error: jest.fn(), child: () => log };
  const outcomes: Outcome[] = [];
  const metrics = { count: (_: string, outcome: Outcome) => outcomes.push(outcome), observeWait: jest.fn(), observeDuration: jest.fn() };
  const handlers = new JobHandlers(queues as unknown as Queues, outbox as unknown as Outbox, metrics as unknown as JobMetrics, log as unknown as Logger);
  const send = jest.fn<(payload: object, context: JobContext) => Promise<void>>(async () => Promise.resolve());
  for (const name of jobNames) handlers.handle(name, 1, send);
  handlers.onApplicationBootstrap();
  const run = async (data: unknown, attemptsMade = 0) => {
    const job = { id: 'the-row', data, attemptsMade, discard: jest.fn(async () => Promise.resolve()) };
    const outcome = await runs.get('welcome-email')?.(job as unknown as Job<unknown>).then(() => 'done' as const, (error: unknown) => error);
    return { job, outcome };
  };
  return { handlers, outbox, send, run, outcomes };
}

describe('JobHandlers', () => {
  it('does not start with a job that nobody handles, nor with two who want the same', () => {
    const handlers = new JobHandlers({} as Queues, {} as Outbox, {} as JobMetrics, {} as Logger);
    const [first = 'welcome-email', ...others] = jobNames;
    handlers.handle(first, 1, async () => Promise.resolve());

    expect(() => { handlers.onApplicationBootstrap(); }).toThrow(`No handler for the jobs ${others.join(', ')}.`);
    expect(() => { handlers.handle(first, 1, async () => Promise.resolve()); }).toThrow(`Two handlers want the job ${first}.`);
  });

  it('completes what it has done', async () => {
    const { run, send, outbox, outcomes } = setUp();

    expect(await run({ userId: 7, traceparent: 'of-the-request' })).toMatchObject({ outcome: 'done' });

    expect(send).toHaveBeenCalledWith({ userId: 7 }, { id: 'the-row', attempt: 4, traceparent: 'of-the-request', confirm: expect.any(Function) });
    expect(outbox.complete).toHaveBeenCalledWith('the-row');
    expect(outcomes).toEqual(['done']);
  });

  it('does nothing twice', async () => {
    const { run, send, outcomes } = setUp({ done: true });

    expect(await run({ userId: 7 })).toMatchObject({ outcome: 'done' });

    expect(send).not.toHaveBeenCalled();
    expect(outcomes).toEqual(['skipped']);
  });

  it.each([{ userId: '7' }, { userId: 7, email: 'ada@example.org' }, { userId: 7, traceparent: 7 }, null, 'garbage', []])(
    'sets the payload %j aside, which no further try can help',
    async (payload) => {
      const { run, send, outbox } = setUp();

      const { job, outcome } = await run(payload);

      expect(outcome).toBeInstanceOf(Error);
      expect(job.discard).toHaveBeenCalled();
      expect(outbox.park).toHaveBeenCalledWith('the-row', expect.any(String));
      expect(send).not.toHaveBeenCalled();
    },
  );

  it('tries again after a failure, and notes why it failed, without an address', async () => {
    const { run, send, outbox } = setUp();
    const failure = new Error('no route to ada@example.org');
    send.mockRejectedValue(failure);

    const { job, outcome } = await run({ userId: 7 });

    expect(outcome).toBe(failure);
    expect(outbox.fail).toHaveBeenCalledWith('the-row', 'no route to [email]');
    expect(job.discard).not.toHaveBeenCalled();
    expect(outbox.park).not.toHaveBeenCalled();
    expect(outbox.complete).not.toHaveBeenCalled();
  });

  it.each([
    ['for good', new PermanentFailure('SMTP 550: no such mailbox'), 0],
    ['for the last time', new Error('SMTP 451: later'), jobs['welcome-email'].attempts - 1],
  ])('sets aside what failed %s', async (_, failure, attemptsMade) => {
    const { run, send, outbox, outcomes } = setUp();
    send.mockRejectedValue(failure);

    const { job } = await run({ userId: 7 }, attemptsMade);

    expect(outbox.park).toHaveBeenCalledWith('the-row', failure.message);
    expect(outcomes).toEqual(attemptsMade > 0 ? ['retried', 'parked'] : ['parked']);
    expect(job.discard).toHaveBeenCalled();
  });

  it.each([
    ['at once, whoever asks', 0, false, 'done'],
    ['after a while, when it still is its job', 10_000, true, 'done'],
    ['after a while, when another worker has it: that is left to the other', 10_000, false, 'skipped'],
  ])('confirms %s', async (_, elapsed, current, expected) => {
    const { run, send, outbox, outcomes } = setUp();
    outbox.isCurrent.mockResolvedValue(current);
    send.mockImplementation(async (_payload, { confirm }) => {
      const now = performance.now();
      const clock = jest.spyOn(performance, 'now').mockReturnValue(now + elapsed);
      await confirm().finally(() => { clock.mockRestore(); });
    });

    expect(await run({ userId: 7 })).toMatchObject({ outcome: 'done' });

    expect(outcomes).toEqual([expected]);
    expect(outbox.complete).toHaveBeenCalledTimes(expected === 'done' ? 1 : 0);
    expect(outbox.fail).not.toHaveBeenCalled();
    if (elapsed > 0) expect(outbox.isCurrent).toHaveBeenCalledWith('the-row', 4);
  });

  it('does not do again what was done while the record of it failed', async () => {
    const { run, send, outbox } = setUp();
    outbox.complete.mockRejectedValueOnce(new Error('the database is away'));

    expect(await run({ userId: 7 })).toMatchObject({ outcome: 'done' });

    expect(outbox.complete).toHaveBeenCalledTimes(2);
    expect(send).toHaveBeenCalledTimes(1);
    expect(outbox.fail).not.toHaveBeenCalled();
  });
});
