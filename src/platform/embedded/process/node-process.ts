import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder } from '../data-folder.js';
import { stopLeftovers } from './leftovers.js';
import { followChild, type RunningProcess } from './running-process.js';
import { StartupError } from '../../process/startup-error.js';
import { type StopStep } from './stop-process.js';

/** Long enough to drain; the process's own deadline is shorter. */
const stopSteps: readonly StopStep[] = [['SIGTERM', 15], ['SIGKILL', 5]];
const readyDeadlineMs = 60_000;

/** Not what this process runs with: a path in that would be sought in the program's own folder. */
const execArgv = ['--enable-source-maps'];

/** A Node program that sends `ready` to its parent when it serves, and ends by itself when its parent is gone. */
export interface NodeProgram {
  name: string;
  script: string;
  args?: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  folder: DataFolder;
  /** Whether only its errors are of interest. */
  quiet?: boolean;
  /** Receives the child, to show what it prints. */
  output: (child: ChildProcess) => void;
}

/**
 * Starts a program and waits until it is ready, out of reach of the terminal's Ctrl-C: it is for the launcher to say who stops when.
 * @throws StartupError with the program's own status when it ends before
 */
export async function startNodeProcess(program: NodeProgram, signal: AbortSignal): Promise<RunningProcess> {
  signal.throwIfAborted();
  const { name, script, args = [], cwd, environment, folder, quiet = false, output } = program;
  const child = fork(script, [...args, mark(folder)], {
    cwd,
    env: environment,
    execArgv,
    detached: true,
    stdio: ['ignore', quiet ? 'ignore' : 'pipe', 'pipe', 'ipc'],
  });
  output(child);
  const ready = new Promise<'ready'>((resolve) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve('ready');
    });
  });
  const running = await followChild(child, stopSteps);
  try {
    // A timer that rejects when it is aborted: whichever comes first ends the wait.
    const late = sleep(readyDeadlineMs, 'late' as const, { signal, ref: false });
    const outcome = await Promise.race([ready, running.exited, late]);
    if (outcome === 'ready') return running;
    if (outcome === 'late') throw new StartupError(`${name} was not ready within ${readyDeadlineMs / 1000} s. What it printed above may say why.`);
    throw new StartupError(`${name} ended while it was starting. What it printed above should say why.`, outcome.code ?? 1);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Stops every program of this data folder whose launcher was killed; they are ending by themselves, so mostly this waits. */
export async function stopLeftoverNodeProcesses(folder: DataFolder): Promise<void> {
  await stopLeftovers((commandLine) => /\bnode\S* /.test(commandLine) && commandLine.endsWith(` ${mark(folder)}`), stopSteps);
}

function mark(folder: DataFolder): string {
  return `--data-dir=${folder.path}`;
}
