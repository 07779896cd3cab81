const minute = 60_000;

/** Decides when to tell of what fails again and again: at once, a reminder now and then, and when it is over. */
export class Outage {
  private toldAt: number | undefined;

  /** A reminder is due so many milliseconds after the last telling. */
  constructor(private readonly remindEveryMs = minute) {}

  /** To be called at each failure. Returns whether it is to be told. */
  fails(): boolean {
    const now = performance.now();
    if (this.toldAt !== undefined && now - this.toldAt < this.remindEveryMs) return false;
    this.toldAt = now;
    return true;
  }

  /** To be called at what works. Returns whether that is to be told, for it is the first after failures. */
  ends(): boolean {
    const told = this.toldAt !== undefined;
    this.toldAt = undefined;
    return told;
  }
}
