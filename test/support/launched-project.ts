import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { within } from './deadline.js';
import { HttpClient } from './http-client.js';
import { copyProject } from './project-copy.js';

const startsWithinMs = 90_000;
const stopsWithinMs = 30_000;

/** A copy of the project in a folder of its own, and what `npm start` runs there. */
export class LaunchedProject extends HttpClient {
  /** Of everything that it started, by the name that it printed. */
  readonly addresses: Record<string, string> = {};
  private folder: string | undefined;
  private npm: ChildProcess | undefined;
  private exited: Promise<number | null> = Promise.resolve(null);
  private printed = '';

  constructor() {
    super(() => this.url);
  }

  get url(): string {
    return this.addresses['API and page'] ?? '';
  }

  /** Types `npm start`, and waits until it says where everything is. */
  async start(environment: NodeJS.ProcessEnv): Promise<void> {
    const { PATH, HOME, XDG_CACHE_HOME } = process.env;
    this.folder = await copyProject();
    this.npm = spawn('npm', ['start'], { cwd: this.folder, env: { PATH, HOME, XDG_CACHE_HOME, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.npm, 'close').then(([code]) => code as number | null);
    const ended = this.exited.then((code) => { throw new Error(`npm start ended with ${code ?? 'a signal'}`); });
    await within(startsWithinMs, 'npm start', Promise.race([this.announced(this.npm), ended])).catch((error: unknown) => {
      throw new Error(`npm start failed:\n${this.printed}`, { cause: error });
    });
    for (const [, name = '', url = ''] of this.printed.matchAll(/^ {2}(\w[\w ]*?) {2,}(\w+:\/\/\S+)$/gm)) this.addresses[name] = url;
  }

  /** Signals npm alone; returns its status and those of the processes below it that are left. */
  async stop(): Promise<{ code: number | null; left: number[] }> {
    const below = await descendants(this.npm?.pid ?? 0);
    this.npm?.kill('SIGTERM');
    const code = await within(stopsWithinMs, 'the end of npm start', this.exited);
    const alive = await processes();
    return { code, left: below.filter((pid) => alive.some((process) => process.pid === pid && !process.ended)) };
  }

  /** Stops it when a test has not, and deletes its folder. */
  async remove(): Promise<void> {
    if (this.npm?.exitCode === null && this.npm.signalCode === null) await this.stop();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  private async announced(npm: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      for (const stream of [npm.stdout, npm.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          this.printed += text;
          if (this.printed.includes('Stop with Ctrl-C')) resolve();
        });
      }
    });
  }
}

async function descendants(pid: number): Promise<number[]> {
  const all = await processes();
  const below = (parent: number): number[] => all.filter((process) => process.parent === parent).flatMap((process) => [process.pid, ...below(process.pid)]);
  return below(pid);
}

async function processes(): Promise<{ pid: number; parent: number; ended: boolean }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout.trim().split('\n').map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), ended: state.startsWith('Z') };
  });
}
