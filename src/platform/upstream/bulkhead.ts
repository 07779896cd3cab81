import { TooBusy } from '../../contracts/errors.js';
import { type Coordination, CoordinationAway } from './coordination.js';
import { Line } from './line.js';

interface BulkheadOptions {
  name: string;
  /** Calls that may run at the same time, however many processes there are. */
  atOnce: number;
  /** How long a place may be held; in milliseconds. */
  holdMs: number;
}

/** Calls of one process that may wait for a place. */
const longestLine = 1_000;
const retryAfterSeconds = 5;

/**
 * A bulkhead across processes. Each has its own line, first come, first served, and only the first of a line asks Redis for one of the
 * shared places. While Redis is away no process knows how many others there are, and each takes one place.
 */
export class Bulkhead {
  private readonly here: Line;
  private readonly asking = new Line(1);
  private readonly alone = new Line(1);

  constructor(
    private readonly coordination: Coordination,
    private readonly options: BulkheadOptions,
  ) {
    this.here = new Line(options.atOnce);
  }

  get waiting(): number {
    return this.here.waiting + this.asking.waiting;
  }

  get running(): number {
    return this.here.taken;
  }

  /** @throws TooBusy when the line is full, or the reason why `signal` aborted while waiting */
  async hold<Result>(signal: AbortSignal, priority: number | undefined, run: () => Promise<Result>): Promise<Result> {
    if (this.here.waiting >= longestLine) throw new TooBusy(`Too many calls to ${this.options.name} are waiting.`, retryAfterSeconds);
    const leave = await this.here.enter(signal, priority);
    try {
      const giveBack = await this.share(signal);
      try {
        return await run();
      } finally {
        giveBack();
      }
    } finally {
      leave();
    }
  }

  private async share(signal: AbortSignal): Promise<() => void> {
    const { name, atOnce, holdMs } = this.options;
    const next = await this.asking.enter(signal);
    try {
      return await this.coordination.place(`upstream:${name}`, atOnce, holdMs, signal);
    } catch (error) {
      if (error instanceof CoordinationAway) return await this.alone.enter(signal);
      throw error;
    } finally {
      next();
    }
  }
}
