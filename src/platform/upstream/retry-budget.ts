/** Keeps retries to a share of the calls, so that an upstream that is down is not asked twice as often. */
export class RetryBudget {
  private saved = 0;

  constructor(
    private readonly share: number,
    private readonly most: number,
  ) {}

  /** Every first attempt saves up for a retry. */
  earn(): void {
    this.saved = Math.min(this.most, this.saved + this.share);
  }

  get allows(): boolean {
    return this.saved >= 1;
  }

  spend(): void {
    this.saved -= 1;
  }
}
