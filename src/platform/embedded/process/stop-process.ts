import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../error-code.js';

/** A signal and how long it may take to work, in seconds. */
export type StopStep = readonly [signal: NodeJS.Signals, seconds: number];

const pollMs = 20;
const hurriedMs = 1000;

/**
 * Sends one signal after the other until the process is gone.
 * @param hurry once aborted, each further step gets a second at most
 */
export async function stopProcess(pid: number, steps: readonly StopStep[], hurry?: AbortSignal): Promise<void> {
  for (const [signal, seconds] of steps) {
    if (!send(pid, signal)) return;
    const since = Date.now();
    const allowed = () => (hurry?.aborted === true ? Math.min(seconds * 1000, hurriedMs) : seconds * 1000);
    while (Date.now() - since < allowed()) {
      if (!(await isRunning(pid))) return;
      await sleep(pollMs);
    }
  }
}

/** A process that ended but that its parent never collected counts as gone: in a container it may stay listed for ever. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!send(pid, 0)) return false;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/^\d+ \(.*\) [ZX] /s.test(status);
}

/** @returns false when there is no such process */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
