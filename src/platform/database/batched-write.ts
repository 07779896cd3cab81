import DataLoader from 'dataloader';

/** At most this many go into one statement. */
const maxBatchSize = 100;

/**
 * A write, asked for by many jobs at once: while one statement is under way, what is asked for meanwhile waits and goes together as the
 * next. Fewer commits are fewer waits for the disk, and a lone one does not wait.
 */
export class BatchedWrite<Input, Output> {
  private readonly loader: DataLoader<Input, Output>;
  private underWay: Promise<unknown> = Promise.resolve();

  /** `write` returns an output for each input, in their order; what it throws reaches everyone of the batch. */
  constructor(write: (inputs: readonly Input[]) => Promise<Output[]>) {
    this.loader = new DataLoader<Input, Output>(
      async (inputs) => {
        const written = write(inputs);
        this.underWay = written;
        return written;
      },
      { cache: false, maxBatchSize, batchScheduleFn: (run) => { this.underWay.catch(() => undefined).finally(() => setImmediate(run)); } },
    );
  }

  /** Resolves after the commit. */
  async run(input: Input): Promise<Output> {
    return this.loader.load(input);
  }
}
