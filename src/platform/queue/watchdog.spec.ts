import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { queueNames } from '../../contracts/jobs.js';
import type { Logger } from '../observability/logger.js';
import type { JobHandlers } from './job-handlers.js';
import type { Queues } from './queues.js';
import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  const kill = jest.spyOn(process, 'kill');
  const waiting = jest.fn<() => Promise<number>>();
  const handlers = { lastProgress: 0 };
  const log = { fatal: jest.fn(), debug: jest.fn() };
  const watchdog = new Watchdog({ of: () => ({ getJobCountByTypes: waiting }) } as unknown as Queues, handlers as JobHandlers, log as unknown as Logger);

  beforeEach(() => {
    jest.useFakeTimers();
    kill.mockReset().mockReturnValue(true);
    waiting.mockReset().mockResolvedValue(0);
    handlers.lastProgress = performance.now();
    watchdog.onApplicationBootstrap();
  });
  afterEach(() => {
    watchdog.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('ends a worker in which jobs wait and none is done', async () => {
    waiting.mockResolvedValue(3);

    await jest.advanceTimersByTimeAsync(45_000);
    expect(kill).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(5_000);

    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGTERM');
    expect(log.fatal).toHaveBeenCalledWith({ waiting: queueNames.map(() => 3) }, expect.any(String));
  });

  it('leaves one alone that gets jobs done, however many wait', async () => {
    waiting.mockResolvedValue(3_000);
    for (let tick = 0; tick < 12; tick++) {
      await jest.advanceTimersByTimeAsync(10_000);
      handlers.lastProgress = performance.now();
    }

    expect(kill).not.toHaveBeenCalled();
  });

  it('leaves one alone that has nothing to do', async () => {
    await jest.advanceTimersByTimeAsync(600_000);

    expect(kill).not.toHaveBeenCalled();
  });

  it('counts from when the jobs began to wait, not from the last job before', async () => {
    await jest.advanceTimersByTimeAsync(600_000);
    waiting.mockResolvedValue(1);

    await jest.advanceTimersByTimeAsync(45_000);

    expect(kill).not.toHaveBeenCalled();
  });

  it('begins anew while Redis does not answer: that is no silence of the worker', async () => {
    waiting.mockResolvedValue(1);
    await jest.advanceTimersByTimeAsync(40_000);
    waiting.mockRejectedValueOnce(new Error('Redis is away'));

    await jest.advanceTimersByTimeAsync(40_000);

    expect(kill).not.toHaveBeenCalled();
  });
});
