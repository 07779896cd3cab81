import PQueue from 'p-queue';
import { RateLimited } from '../../contracts/errors.js';

/** What may wait in one line. */
const longest = 100;

/** Does what has the same key one after the other, in this process. */
export class OneByOne {
  private readonly lines = new Map<string, PQueue>();

  /** @throws RateLimited when the line is full; what the job throws */
  async run<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    const line = this.lines.get(key) ?? this.open(key);
    if (line.size >= longest) throw new RateLimited('Too many sign-ins to this account are waiting.', 1);
    return line.add(job);
  }

  private open(key: string): PQueue {
    const line = new PQueue({ concurrency: 1 });
    line.once('idle', () => this.lines.delete(key));
    this.lines.set(key, line);
    return line;
  }
}
