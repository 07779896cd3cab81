import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type DataFolder } from '../data-folder.js';
import { errorCode } from '../error-code.js';
import { loopback } from '../free-port.js';
import { readServiceAddresses } from './service-addresses.js';
import { StartupError } from '../../process/startup-error.js';

const answerDeadlineMs = 1000;
const endPollMs = 200;
/** How long a rival who also found no holder may take to put its own lock in place of ours. */
const settleMs = 100;

const lockSchema = z.object({ pid: z.number(), port: z.number() });
type Lock = z.infer<typeof lockSchema>;

/** The right to be the only launcher of a data folder. */
export interface LauncherLock {
  /** From now on the next launcher waits for the release instead of giving up. */
  announceEnd(): void;
  release(): Promise<void>;
}

/**
 * Takes the data folder for this launcher. The holder answers on a port, so that neither a killed launcher nor a stranger who got its
 * process id or port blocks the next one.
 * @param onWait called when the holder is about to end, which this then waits for
 * @throws StartupError when another launcher has it
 */
export async function takeLauncherLock(folder: DataFolder, onWait: () => void, signal: AbortSignal): Promise<LauncherLock> {
  const path = folder.at('launcher.json');
  await untilFree(path, folder, onWait, signal);

  let ending = false;
  const { port, close } = await answerWith(() => (ending ? endingAnswer(folder) : folder.path));
  const own: Lock = { pid: process.pid, port };
  try {
    await claim(path, own, folder);
  } catch (error) {
    close();
    throw error;
  }
  return {
    announceEnd: () => { ending = true; },
    release: async () => {
      close();
      if ((await read(path))?.port === port) await rm(path, { force: true });
    },
  };
}

async function untilFree(path: string, folder: DataFolder, onWait: () => void, signal: AbortSignal): Promise<void> {
  for (let polls = 0; ; polls += 1) {
    const holder = await read(path);
    const answer = holder === undefined ? '' : await ask(holder);
    if (answer === folder.path) throw await alreadyRunning(holder, folder);
    if (answer !== endingAnswer(folder)) return;
    if (polls === 0) onWait();
    await sleep(endPollMs, undefined, { signal });
  }
}

function endingAnswer(folder: DataFolder): string {
  return `${folder.path}\nending`;
}

/** @throws StartupError when a rival who also found no holder was faster */
async function claim(path: string, own: Lock, folder: DataFolder): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, JSON.stringify(own), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await sleep(settleMs);
  const winner = await read(path);
  if (winner?.port !== own.port) throw await alreadyRunning(winner, folder);
}

async function read(path: string): Promise<Lock | undefined> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function alreadyRunning(holder: Lock | undefined, folder: DataFolder): Promise<StartupError> {
  const apiUrl = (await readServiceAddresses(folder.path))?.API_URL;
  const who = [holder === undefined ? undefined : `process ${holder.pid}`, apiUrl].filter((part) => part !== undefined).join(', ');
  return new StartupError(
    `Isobar already runs on the data folder ${folder.path}${who === '' ? '' : ` (${who})`}. Stop it first, or give this one another folder with DATA_DIR.`,
  );
}

async function answerWith(text: () => string): Promise<{ port: number; close: () => void }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(text());
    });
    server.once('error', reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a server without a port');
      resolve({ port: address.port, close: () => { server.close(); } });
    });
  });
}

async function ask({ port }: Lock): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, loopback).setEncoding('utf8').setTimeout(answerDeadlineMs);
    let answer = '';
    socket.on('data', (chunk: string) => { answer += chunk; });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => { resolve(answer); });
  });
}
