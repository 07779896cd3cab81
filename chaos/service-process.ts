import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CrashOrder, CrashPoint } from './crash-points.js';

const preload = new URL('./crash-at.js', import.meta.url).href;
/** A process under orders dies at one of its first so many passes. */
const latestPass = 20;
const restartAfterMs = 100;
/** A process that neither serves nor ends by then makes the scenario fail; in milliseconds. */
const readyWithin = 60_000;

interface Start {
  name: string;
  /** The compiled entry. It sends its parent a message when it serves. */
  script: URL;
  environment: NodeJS.ProcessEnv;
  log: string;
}

/** A process under a supervisor: whenever it ends unasked it is started again. */
export class ServiceProcess {
  /** How often it was killed, or killed itself. */
  deaths = 0;
  /** How it ended otherwise, unasked. */
  readonly failures: string[] = [];
  private child: ChildProcess | undefined;
  private ready!: Promise<void>;
  private stopping = false;
  private plan: { point: CrashPoint; blows: number } | undefined;

  constructor(private readonly how: Start) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.stopping = false;
    this.ready = this.launch();
    await this.ready;
  }

  /** kill -9. Resolves when its successor serves. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
    await this.ready;
  }

  /** SIGSTOP, and SIGCONT after so long: it keeps its connections, and takes up where it was. */
  async freeze(seconds: number): Promise<void> {
    this.child?.kill('SIGSTOP');
    await sleep(seconds * 1000);
    this.child?.kill('SIGCONT');
  }

  /** SIGTERM. Resolves with how it ended, and after how many seconds. */
  async stop(): Promise<{ status: number | string; seconds: number }> {
    const since = performance.now();
    this.stopping = true;
    await this.end('SIGTERM');
    return { status: this.child?.exitCode ?? this.child?.signalCode ?? '', seconds: (performance.now() - since) / 1000 };
  }

  /** It and its successors, `blows` in all, will kill themselves at the point. The next one runs unharmed. */
  crashAt(point: CrashPoint, blows: number): void {
    this.plan = { point, blows };
    this.order();
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  private async launch(): Promise<void> {
    const log = await open(this.how.log, 'a');
    if (this.stopping) {
      await log.close();
      return;
    }
    const child = fork(fileURLToPath(this.how.script), {
      env: this.how.environment,
      execArgv: ['--import', preload],
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    await log.close();
    this.child = child;
    child.once('message', () => { this.order(); });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        if (!this.stopping) this.ready = this.relaunch(signal === 'SIGKILL' ? signal : code);
        resolve();
      });
    });
    const late = new AbortController();
    const serves = once(child, 'message', { signal: AbortSignal.any([late.signal, AbortSignal.timeout(readyWithin)]) });
    await Promise.race([serves, ended.then(async () => (this.stopping ? undefined : this.ready))]).finally(() => { late.abort(); });
  }

  private async relaunch(how: number | string | null): Promise<void> {
    if (how === 'SIGKILL') this.deaths += 1;
    // Status 0 is the watchdog's: it ends a worker for its supervisor to start a new one.
    else if (how !== 0) this.failures.push(`${this.how.name} ended by itself with status ${how ?? 'unknown'}`);
    await sleep(restartAfterMs);
    await this.launch().catch((error: unknown) => { this.failures.push(`${this.how.name} did not start again: ${String(error)}`); });
  }

  private order(): void {
    if (!this.plan || this.plan.blows === 0) return;
    this.plan.blows -= 1;
    const order: CrashOrder = { point: this.plan.point, pass: 1 + Math.floor(Math.random() * latestPass) };
    this.child?.send(order);
  }
}
