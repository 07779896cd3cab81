/** A second signal within this time, in milliseconds, is the first once more: from the terminal to us, and from npm on top. */
const echoMs = 500;
const parentPollMs = 100;

/** Whether, and how urgently, the launcher is to end. */
export class ShutdownRequest {
  readonly #requested = new AbortController();
  readonly #hurried = new AbortController();
  #firstAt = 0;
  #exitCode = 0;

  /** Aborted at the first request. */
  get requested(): AbortSignal {
    return this.#requested.signal;
  }

  /** Aborted when a second signal shows that draining takes somebody too long. */
  get hurried(): AbortSignal {
    return this.#hurried.signal;
  }

  /** What to end with; 0 when it was asked for by a signal. */
  get exitCode(): number {
    return this.#exitCode;
  }

  request(exitCode: number): void {
    if (this.requested.aborted) return;
    this.#firstAt = Date.now();
    this.#exitCode = exitCode;
    this.#requested.abort();
  }

  /** Resolves at the first request. */
  async wait(): Promise<void> {
    if (this.requested.aborted) return;
    await new Promise<void>((resolve) => {
      this.requested.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  }

  /** Turns SIGINT, SIGTERM and SIGHUP into a request. */
  onSignals(): this {
    const listener = () => {
      if (this.requested.aborted && Date.now() - this.#firstAt > echoMs) this.#hurried.abort();
      this.request(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener);
    return this;
  }

  /** Takes the end of our parent for a request: a shell between npm and us may die of npm's signal without passing it on. */
  onParentGone(): this {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) this.request(0);
    }, parentPollMs).unref();
    return this;
  }
}
