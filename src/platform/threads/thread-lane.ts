import { Piscina } from 'piscina';
import { TooBusy } from '../../contracts/errors.js';

/** Lower scheduling priority than the event loop's, where the system allows it: on a busy machine requests come first. */
const niceIncrement = 10;

export interface LaneOptions {
  /** Who says that it is full: a sentence for the caller. */
  full: string;
  /** The module, as a file URL, whose exported functions are the lane's tasks. */
  module: URL;
  threads: number;
  /** Tasks that may wait for a thread. */
  line: number;
  /** What a refused caller is told to wait; in seconds. */
  retryAfterSeconds: number;
}

/** Worker threads with a bounded line in front of them, for work that would hold the event loop up. */
export class ThreadLane {
  private readonly pool: Piscina;
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly options: LaneOptions) {
    this.pool = new Piscina({
      filename: options.module.href,
      minThreads: 1,
      maxThreads: options.threads,
      maxQueue: options.line,
      concurrentTasksPerWorker: 1,
      niceIncrement,
    });
  }

  /**
   * Runs the module's exported function `task` on a thread.
   * @throws TooBusy when the line is full
   */
  async run<Input, Output>(task: string, input: Input): Promise<Output> {
    if (this.pool.queueSize >= this.options.line) throw new TooBusy(this.options.full, this.options.retryAfterSeconds);
    const result = this.pool.run(input, { name: task });
    this.running.add(result);
    try {
      return (await result) as Output;
    } finally {
      this.running.delete(result);
    }
  }

  /** Finishes what runs and waits, then ends the threads. Piscina's own `close` may end one of several threads in the midst of a task. */
  async close(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
    await this.pool.destroy();
  }
}
