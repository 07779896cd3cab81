import { spawn } from 'node:child_process';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, lastLines } from './run-command.js';
import { followChild, type RunningProcess } from './running-process.js';
import { StartupError } from '../../process/startup-error.js';
import { type StopStep } from './stop-process.js';

const pollMs = 25;
const startDeadlineMs = 60_000;
const logLimitBytes = 10_000_000;

/** A server that is not a Node process: what to run, and how to tell that it serves. */
export interface ServerCommand {
  name: string;
  file: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  account?: Account | undefined;
  /** Sent to the server's standard input. */
  input?: string;
  logFile: string;
  stopSteps: readonly StopStep[];
  /** Whether Ctrl-C in the terminal must not reach the server. */
  detached: boolean;
  /** Resolves to true once the server answers; a rejection ends the start. */
  serves: () => Promise<boolean>;
}

/**
 * Starts a server and waits until it serves; it is stopped again when it does not, or when `signal` is aborted meanwhile.
 * @throws StartupError with the end of its log
 */
export async function startServer(command: ServerCommand, signal: AbortSignal): Promise<RunningProcess> {
  signal.throwIfAborted();
  const server = await launch(command);
  try {
    await untilServing(command, server, signal);
    return server;
  } catch (error) {
    await server.stop(AbortSignal.abort());
    throw error;
  }
}

async function launch({ file, args, environment, account, input, logFile, stopSteps, detached }: ServerCommand): Promise<RunningProcess> {
  const log = await openLog(logFile);
  try {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, args, { cwd: '/', env: environment, uid: account?.uid, gid: account?.gid, detached, stdio: [stdin, log.fd, log.fd] });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    return await followChild(child, stopSteps);
  } finally {
    await log.close();
  }
}

async function openLog(path: string) {
  const size = await stat(path).then((found) => found.size, () => 0);
  return open(path, size > logLimitBytes ? 'w' : 'a', 0o600);
}

async function untilServing({ name, serves, logFile }: ServerCommand, server: RunningProcess, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    signal.throwIfAborted();
    if (await serves()) return;
    const exit = await Promise.race([server.exited, sleep(pollMs)]);
    if (exit !== undefined) throw await failure(`${name} ended while it was starting.`, logFile);
    if (Date.now() > deadline) throw await failure(`${name} did not start within ${startDeadlineMs / 1000} s.`, logFile);
  }
}

async function failure(what: string, logFile: string): Promise<StartupError> {
  return new StartupError(`${what} The end of its log, ${logFile}:\n${lastLines(await readFile(logFile, 'utf8').catch(() => ''))}`);
}
