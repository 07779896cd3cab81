import { createHistogram } from 'node:perf_hooks';

/** Times of which percentiles are asked; in milliseconds. */
export class Times {
  private readonly microseconds = createHistogram();

  static of(times: number[]): Times {
    const made = new Times();
    for (const time of times) made.add(time);
    return made;
  }

  add(time: number): void {
    this.microseconds.record(Math.max(1, Math.round(time * 1000)));
  }

  /** In milliseconds. */
  percentile(percent: number): number {
    return this.microseconds.percentile(percent) / 1000;
  }
}

/** The one of which `value` is in the middle: one noisy round does not count. */
export function medianBy<T>(all: readonly T[], value: (one: T) => number): T {
  const sorted = [...all].sort((a, b) => value(a) - value(b));
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) throw new Error('Nothing was measured.');
  return median;
}
