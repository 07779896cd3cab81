import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.js';

/** The folder of package.json. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
/** Not the project's own folder: there, a developer's `.env` would be read. */
const workingFolder = tmpdir();

/** Lets {@link ServiceProcess.advance} set a process's clock. */
const clock = new URL('./clock.mjs', import.meta.url).href;
/** Lets {@link ServiceProcess.fail} break one of its methods. */
const faults = new URL('./faults.mjs', import.meta.url).href;

const readyWithinMs = 40_000;
/** A little more than the processes' own deadline. */
const exitWithinMs = 14_000;
const answerWithinMs = 5_000;

/** A method of the product that is to fail. */
export interface Fault {
  /** Under `src/`, without its ending. */
  file: string;
  /** The exported class. */
  owner: string;
  method: string;
  how: 'throws' | 'rejects' | 'answers what cannot be written';
}

/** One process of the service, run from `dist/` as in production. */
export class ServiceProcess {
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private printed = '';

  private constructor(readonly name: string, private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    // Not `exit`: what the process printed last would be missing.
    this.exited = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  }

  /** Starts `dist/src/<name>.js` without waiting for it. */
  static launch(name: string, environment: NodeJS.ProcessEnv, args: readonly string[] = []): ServiceProcess {
    const execArgv = ['--enable-source-maps', '--import', clock, '--import', faults];
    const child = fork(`${projectFolder}/dist/src/${name}.js`, args, {
      cwd: workingFolder,
      env: environment,
      execArgv,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new ServiceProcess(name, child);
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(name: string, environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const started = ServiceProcess.launch(name, environment);
    const ready = once(started.child, 'message').then(() => 'ready' as const);
    try {
      const outcome = await within(readyWithinMs, `the start of ${name}`, Promise.race([ready, started.exited]));
      if (outcome !== 'ready') throw new Error(`${name} ended with ${outcome.code ?? outcome.signal ?? 'nothing'}`);
      return started;
    } catch (error) {
      started.kill('SIGKILL');
      throw new Error(`${name} did not start:\n${started.output}`, { cause: error });
    }
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All that it printed. */
  get output(): string {
    return this.printed;
  }

  /** From now on it is so much later for this process; timers keep their pace. */
  async advance(milliseconds: number): Promise<void> {
    const advanced = once(this.child, 'message');
    this.child.send({ advance: milliseconds });
    await advanced;
  }

  /** From now on this method fails, and one that failed before is mended. @throws when there is no such method */
  async fail(fault: Fault): Promise<void> {
    await this.order(fault);
  }

  /** What was made to fail works again. */
  async mend(): Promise<void> {
    await this.order(null);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to end as an operator would; anything but a clean end in time is an error. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.kill('SIGTERM');
    try {
      const { code, signal } = await within(exitWithinMs, `the end of ${this.name}`, this.exited);
      if (code !== 0) throw new Error(`${this.name} ended with ${code ?? signal ?? 'nothing'}`);
    } catch (error) {
      this.kill('SIGKILL');
      throw new Error(`${this.name} did not drain:\n${this.output.slice(-4000)}`, { cause: error });
    }
  }

  private async order(fault: Fault | null): Promise<void> {
    const told = once(this.child, 'message') as Promise<[{ missing?: string }]>;
    this.child.send({ fault });
    const [{ missing }] = await within(answerWithinMs, `an answer of ${this.name}`, told);
    if (missing !== undefined) throw new Error(missing);
  }
}
