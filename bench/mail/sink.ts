import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../processes/child.js';

/** A mail as the sink took it; `at` is in milliseconds of the common clock. */
export interface Arrival {
  recipient: string;
  messageId: string;
  at: number;
}

/** What became of the mails that were expected. */
export interface Delivery {
  /** Milliseconds from the first mail to the last. */
  duration: number;
  lost: number;
  duplicated: number;
}

/** The mail server, in a process of its own. */
export class Sink {
  private constructor(private readonly child: Child) {}

  static async start(folder: string): Promise<Sink> {
    return new Sink(await Child.start('sink', { script: 'mail/sink-process.js', folder }));
  }

  get url(): string {
    return String(this.child.firstWord);
  }

  async cpu(): Promise<number> {
    return this.child.cpu();
  }

  /** Waits until `count` mails have come since the last {@link collect}, `withinSeconds` at most. */
  async arrived(count: number, withinSeconds: number): Promise<void> {
    const giveUp = new AbortController();
    await Promise.race([this.child.ask('arrived', count), sleep(withinSeconds * 1000, undefined, { signal: giveUp.signal })]);
    giveUp.abort();
  }

  /** Everything that came since the last time. */
  async collect(): Promise<Arrival[]> {
    return this.child.ask('collect');
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }
}

/** Compares what came with what was expected: Message-ID by recipient. */
export function compareDelivery(expected: Map<string, string>, arrivals: Arrival[]): Delivery {
  const seen = new Set<string>();
  for (const { recipient, messageId } of arrivals) if (expected.get(recipient) === messageId) seen.add(recipient);
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  return { duration: times.at(-1)! - times[0]!, lost: expected.size - seen.size, duplicated: arrivals.length - seen.size };
}
