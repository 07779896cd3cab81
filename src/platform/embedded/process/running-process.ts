import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type StopStep, stopProcess } from './stop-process.js';

/** How a process ended: with a status or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process of ours while it runs. */
export interface RunningProcess {
  readonly pid: number;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  /** Resolves when the process is gone. Once `hurry` is aborted, it is stopped hard. */
  stop(hurry?: AbortSignal): Promise<void>;
}

/**
 * Follows a child from its birth; `stopSteps` say how it is stopped.
 * @throws the system's error when its file cannot be run
 */
export async function followChild(child: ChildProcess, stopSteps: readonly StopStep[]): Promise<RunningProcess> {
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => { resolve({ code, signal }); });
  });
  if (child.pid === undefined) await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error('a child process without an id');
  // Later errors tell of a failed signal or message; the exit says all there is to know.
  child.on('error', () => undefined);
  return {
    pid,
    exited,
    stop: async (hurry) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await stopProcess(pid, stopSteps, hurry);
      await exited;
    },
  };
}
