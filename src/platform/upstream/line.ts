import PQueue from 'p-queue';

/** A number of places in this process and a line in front of them: first come, first served; who gives up leaves the line. */
export class Line {
  private readonly queue: PQueue;

  constructor(places: number) {
    this.queue = new PQueue({ concurrency: places });
  }

  get waiting(): number {
    return this.queue.size;
  }

  get taken(): number {
    return this.queue.pending;
  }

  /**
   * Waits for a place, behind those of the same or a higher priority; the answer gives it back. Once taken, a place is kept until then,
   * whatever becomes of the signal.
   * @throws the signal's reason when it aborts before
   */
  async enter(signal: AbortSignal, priority = 0): Promise<() => void> {
    signal.throwIfAborted();
    const wait = new AbortController();
    const giveUp = () => { wait.abort(signal.reason); };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await new Promise<() => void>((admit, refuse) => {
        const stay = async () => new Promise<void>((leave) => { admit(leave); });
        this.queue.add(stay, { signal: wait.signal, priority }).catch(refuse);
      });
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }
}
