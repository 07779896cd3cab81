import { Piscina } from 'piscina';
import { Counter } from 'prom-client';
import { TooBusy } from '../../contracts/errors.js';
import { Line } from '../upstream/line.js';

/** Lower scheduling priority than the event loop's, where the system allows it: on a busy machine requests come first. */
const niceIncrement = 10;
/** Tasks that a thread has in hand: the one that it runs, and the next, for which it need not wait until the event loop has a moment. */
const inHand = 2;
/** After so long without work all threads but one end; in milliseconds. */
const idleTimeout = 60_000;
/** Who has no result after so long is told that there is none: a guess at the line's length errs when a machine is suddenly busy. In milliseconds. */
const patienceMs = 4_500;
/** The newest task's part in what a task is thought to take: it follows a machine that gets busy, and forgives one slow task. */
const newest = 0.1;

const tasks = new Counter({
  name: 'thread_lane_tasks_total',
  help: 'Tasks that came to a lane of threads, by what became of them: left are those whose caller gave up while they waited, late those that the lane did not do in time.',
  labelNames: ['lane', 'outcome'],
});

export interface LaneOptions {
  /** How metrics call it. */
  name: string;
  /** Who says that it is full: a sentence for the caller. */
  full: string;
  /** The module, as a file URL, whose exported functions are the lane's tasks. */
  module: URL;
  threads: number;
  /** The longest that anybody should wait for a thread; who would wait longer is refused at once, and told to come back after as long. */
  waitSeconds: number;
  /** What a task is thought to take before the lane has measured any; in milliseconds. */
  taskMs: number;
}

/** Worker threads with a line in front of them that is bounded by the time it takes, for work that would hold the event loop up. */
export class ThreadLane {
  private readonly pool: Piscina;
  private readonly line: Line;
  private readonly running = new Set<Promise<unknown>>();
  private taskMs: number;

  constructor(private readonly options: LaneOptions) {
    const { module, threads, taskMs } = options;
    this.pool = new Piscina({
      filename: module.href,
      minThreads: 1,
      maxThreads: threads,
      concurrentTasksPerWorker: inHand,
      loadBalancer: (_, started) => choose(started, threads),
      idleTimeout,
      niceIncrement,
    });
    this.line = new Line(threads * inHand);
    this.taskMs = taskMs;
  }

  /**
   * Runs the module's exported function `task` on a thread. Who gives up leaves the line; what a thread has in hand is done to its end.
   * @throws TooBusy when the line is too long, or the result too long in coming; the signal's reason when it aborts before that
   */
  async run<Input, Output>(task: string, input: Input, signal = new AbortController().signal): Promise<Output> {
    const { full, waitSeconds } = this.options;
    if (this.waitMs > waitSeconds * 1000) {
      this.count('refused');
      throw new TooBusy(full, waitSeconds);
    }
    const result = this.inTurn(task, input, signal);
    this.running.add(result);
    const leave = () => this.running.delete(result);
    result.then(leave, leave);
    return (await this.inTime(result)) as Output;
  }

  /** Finishes what runs and waits, then ends the threads. Piscina's own `close` may end one of several threads in the midst of a task. */
  async close(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
    await this.pool.destroy();
  }

  /** What somebody who comes now has to wait for a thread; in milliseconds. */
  private get waitMs(): number {
    const { threads } = this.options;
    return (Math.max(0, this.line.taken + this.line.waiting + 1 - threads) * this.taskMs) / threads;
  }

  /** The line is ours and not Piscina's, which ends a thread when a task that runs on it is given up. */
  private async inTurn(task: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    const leave = await this.enter(signal);
    const tasksPerThread = Math.max(1, this.line.taken / this.options.threads);
    const startedAt = performance.now();
    try {
      return await this.pool.run(input, { name: task });
    } finally {
      this.taskMs += newest * ((performance.now() - startedAt) / tasksPerThread - this.taskMs);
      this.count('done');
      leave();
    }
  }

  private async inTime(result: Promise<unknown>): Promise<unknown> {
    const { full, waitSeconds } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.count('late');
        reject(new TooBusy(full, waitSeconds));
      }, patienceMs);
    });
    try {
      return await Promise.race([result, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async enter(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.line.enter(signal);
    } catch (error) {
      this.count('left');
      throw error;
    }
  }

  private count(outcome: 'done' | 'refused' | 'left' | 'late'): void {
    tasks.inc({ lane: this.options.name, outcome });
  }
}

/** An idle thread; else none while there may be more of them, upon which another begins; else one that has nothing next in hand. */
function choose<Thread extends { currentUsage: number }>(started: Thread[], threads: number): Thread | null {
  const idle = started.find(({ currentUsage }) => currentUsage === 0);
  if (idle || started.length < threads) return idle ?? null;
  return started.find(({ currentUsage }) => currentUsage < inHand) ?? null;
}
