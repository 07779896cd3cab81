import { spawn } from 'node:child_process';
import { stopProcess } from './stop-process.js';

/** A system account by number. */
export interface Account {
  uid: number;
  gid: number;
}

export interface CommandOptions {
  /** What to call it in an error; its file otherwise. */
  title?: string;
  account?: Account | undefined;
  cwd?: string;
  environment?: NodeJS.ProcessEnv;
  /** Stops the command; the call then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A command ended otherwise than with status 0. */
export class CommandFailed extends Error {
  constructor(
    what: string,
    readonly exitCode: number | null,
    /** What it printed, both streams in the order of arrival. */
    readonly output: string,
  ) {
    super(`${what} failed (${exitCode === null ? 'it was stopped' : `status ${exitCode}`}):\n${lastLines(output)}`);
    this.name = 'CommandFailed';
  }
}

/**
 * Runs a command to its end, out of reach of the terminal's Ctrl-C.
 * @throws CommandFailed, or the system's error when the file cannot be run
 */
export async function runCommand(file: string, args: readonly string[], options: CommandOptions = {}): Promise<{ stdout: string }> {
  const { title = file, account, cwd = '/', environment, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, { cwd, env: environment, uid: account?.uid, gid: account?.gid, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const all: Buffer[] = [];
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => { all.push(chunk); out.push(chunk); });
  child.stderr.on('data', (chunk: Buffer) => { all.push(chunk); });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    if (child.pid !== undefined) stopped = stopProcess(child.pid, [['SIGTERM', 5], ['SIGKILL', 5]]);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const exitCode = await ended;
    await stopped;
    signal?.throwIfAborted();
    if (exitCode !== 0) throw new CommandFailed(title, exitCode, Buffer.concat(all).toString());
    return { stdout: Buffer.concat(out).toString() };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The end of a text, where programs say why they gave up. */
export function lastLines(text: string, count = 15): string {
  return text.trimEnd().split('\n').slice(-count).map((line) => `  ${line}`).join('\n');
}
