import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { ConsoleOutput } from './console-output.js';
import { type Exit, type RunningProcess } from '../process/running-process.js';
import { ShutdownRequest } from './shutdown-request.js';
import { StartupError } from '../../process/startup-error.js';
import { Supervisor } from './supervisor.js';

/** A process that ends when the test says so. */
function aProcess() {
  let end: (exit: Exit) => void = () => undefined;
  const exited = new Promise<Exit>((resolve) => { end = resolve; });
  const running: RunningProcess = {
    pid: 1,
    exited,
    stop: async () => {
      end({ code: 0, signal: null });
      await exited;
    },
  };
  return { running, end };
}

/** Lets everything that is ready to run do so. */
const settled = async () => new Promise((resolve) => setImmediate(resolve));

describe('Supervisor', () => {
  const never = new AbortController().signal;
  let printed: string;
  let pauses: number[];
  let shutdown: ShutdownRequest;
  let supervisor: Supervisor;

  beforeEach(() => {
    printed = '';
    pauses = [];
    shutdown = new ShutdownRequest();
    const output = new ConsoleOutput(new PassThrough().on('data', (chunk) => { printed += String(chunk); }));
    supervisor = new Supervisor(output, shutdown, async (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await supervisor.stop();
  });

  it('starts a process that died again, each time after twice the delay and thirty seconds at most', async () => {
    const processes = Array.from({ length: 9 }, aProcess);
    const start = jest.fn(async () => Promise.resolve(processes[start.mock.calls.length - 1]!.running));
    await supervisor.run({ name: 'API', start }, never);

    for (const { end } of processes.slice(0, -1)) {
      end({ code: null, signal: 'SIGKILL' });
      await settled();
    }

    expect(start).toHaveBeenCalledTimes(9);
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(printed).toContain('API ended by SIGKILL.');
  });

  it('forgets earlier deaths once a process lived a minute', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    const processes = Array.from({ length: 3 }, aProcess);
    const start = jest.fn(async () => Promise.resolve(processes[start.mock.calls.length - 1]!.running));
    await supervisor.run({ name: 'API', start }, never);
    processes[0]!.end({ code: 1, signal: null });
    await settled();

    now.mockReturnValue(60_000);
    processes[1]!.end({ code: 1, signal: null });
    await settled();

    expect(pauses).toEqual([500, 500]);
  });

  it('keeps trying while a restart fails', async () => {
    const [first, last] = [aProcess(), aProcess()];
    const start = jest
      .fn<() => Promise<RunningProcess>>()
      .mockResolvedValueOnce(first.running)
      .mockRejectedValueOnce(new StartupError('not yet'))
      .mockResolvedValueOnce(last.running);
    await supervisor.run({ name: 'Redis', start }, never);

    first.end({ code: 1, signal: null });
    await settled();

    expect(pauses).toEqual([500, 1000]);
    expect(printed).toContain('Redis runs again.');
  });

  it('asks for a shutdown with the same status when the configuration is refused', async () => {
    const { running, end } = aProcess();
    await supervisor.run({ name: 'API', start: async () => Promise.resolve(running) }, never);

    end({ code: 78, signal: null });
    await settled();

    expect(shutdown.requested.aborted).toBe(true);
    expect(shutdown.exitCode).toBe(78);
    expect(pauses).toEqual([]);
  });

  it('starts nothing again that it stopped', async () => {
    const start = jest.fn(async () => Promise.resolve(aProcess().running));
    await supervisor.run({ name: 'API', start }, never);

    await supervisor.stop();
    await settled();

    expect(start).toHaveBeenCalledTimes(1);
  });
});
