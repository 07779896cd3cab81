import { setTimeout as sleep } from 'node:timers/promises';
import { exitBadConfiguration } from '../../process/lifetime.js';
import { type ConsoleOutput } from './console-output.js';
import { type Exit, type RunningProcess } from '../process/running-process.js';
import { type ShutdownRequest } from './shutdown-request.js';
import { StartupError } from '../../process/startup-error.js';

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A process that lived this long was well; its next death starts the delays anew. */
const wellAfterMs = 60_000;

export interface Supervised {
  name: string;
  /** Resolves when the process serves. */
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/** Keeps processes running: one that ends by itself is started again, after a delay that doubles from half a second to thirty. */
export class Supervisor {
  readonly #stopping = new AbortController();
  readonly #processes: { current: RunningProcess; watched: Promise<void> }[] = [];

  /** Asks for a shutdown when a process ends with the status that says that starting it again is useless. */
  constructor(
    private readonly output: ConsoleOutput,
    private readonly shutdown: ShutdownRequest,
    private readonly pause = async (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }),
  ) {}

  /** Starts a process. Only the first start may fail. */
  async run(supervised: Supervised, signal: AbortSignal): Promise<void> {
    const current = await supervised.start(AbortSignal.any([signal, this.#stopping.signal]));
    const entry = { current, watched: Promise.resolve() };
    entry.watched = this.#watch(supervised, entry);
    this.#processes.push(entry);
  }

  /** Stops everything that it started, at the same time, and starts nothing any more. */
  async stop(hurry?: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await Promise.all(
      this.#processes.map(async (entry) => {
        await entry.current.stop(hurry);
        await entry.watched;
      }),
    );
  }

  async #watch(supervised: Supervised, entry: { current: RunningProcess }): Promise<void> {
    let delay = firstDelayMs;
    for (;;) {
      const since = Date.now();
      const exit = await entry.current.exited;
      if (this.#stopping.signal.aborted) return;
      if (exit.code === exitBadConfiguration) {
        this.#giveUp(`${supervised.name} cannot run with this configuration.`);
        return;
      }
      if (Date.now() - since >= wellAfterMs) delay = firstDelayMs;
      this.output.line(`${supervised.name} ended ${describe(exit)}.`);
      const next = await this.#startAgain(supervised, delay);
      if (next === undefined) return;
      entry.current = next.running;
      delay = next.delay;
    }
  }

  async #startAgain(supervised: Supervised, firstDelay: number): Promise<{ running: RunningProcess; delay: number } | undefined> {
    const { signal } = this.#stopping;
    for (let delay = firstDelay; ; delay = Math.min(delay * 2, longestDelayMs)) {
      this.output.line(`${supervised.name} starts again in ${delay / 1000} s.`);
      try {
        await this.pause(delay, signal);
        const running = await supervised.start(signal);
        this.output.line(`${supervised.name} runs again.`);
        return { running, delay: Math.min(delay * 2, longestDelayMs) };
      } catch (error) {
        if (signal.aborted) return undefined;
        this.output.line(error instanceof Error ? error.message : String(error));
        if (error instanceof StartupError && error.exitCode === exitBadConfiguration) {
          this.#giveUp(`${supervised.name} cannot run with this configuration.`);
          return undefined;
        }
      }
    }
  }

  #giveUp(reason: string): void {
    this.output.line(reason);
    this.shutdown.request(exitBadConfiguration);
  }
}

function describe({ code, signal }: Exit): string {
  return signal === null ? `by itself with status ${code ?? 'unknown'}` : `by ${signal}`;
}
