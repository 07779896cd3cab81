import { readFile, readdir } from 'node:fs/promises';
import { runCommand } from './run-command.js';
import { type StopStep, stopProcess } from './stop-process.js';

/**
 * Stops what a killed launcher left running: every process whose command line `belongs` accepts. Looking at command lines instead of
 * files with process ids also finds what runs in a folder that was deleted, and never mistakes a stranger who got the same id.
 */
export async function stopLeftovers(belongs: (commandLine: string) => boolean, steps: readonly StopStep[]): Promise<void> {
  const running = await listProcesses();
  await Promise.all(
    running.filter(({ pid, commandLine }) => pid !== process.pid && belongs(commandLine)).map(async ({ pid }) => { await stopProcess(pid, steps); }),
  );
}

interface ListedProcess {
  pid: number;
  commandLine: string;
}

async function listProcesses(): Promise<ListedProcess[]> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (numbers.length === 0) return listWithPs();
  return Promise.all(
    numbers.map(async (number) => {
      const words = await readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '');
      return { pid: Number(number), commandLine: words.replaceAll('\0', ' ').trimEnd() };
    }),
  );
}

async function listWithPs(): Promise<ListedProcess[]> {
  const { stdout } = await runCommand('ps', ['-axww', '-o', 'pid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, commandLine] = /^\s*(\d+)\s+(.*?)\s*$/.exec(line) ?? [];
    return pid === undefined || commandLine === undefined ? [] : [{ pid: Number(pid), commandLine }];
  });
}
