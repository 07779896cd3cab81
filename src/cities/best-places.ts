/** The `limit` places of the greatest weight out of any number of offers; a place offered twice counts once, with its greater weight. */
export class BestPlaces {
  private readonly best: { place: number; weight: number }[] = [];

  constructor(private readonly limit: number) {}

  get places(): number[] {
    return this.best.map(({ place }) => place);
  }

  /** Whether an offer of this weight could still come in. */
  takes(weight: number): boolean {
    return this.best.length < this.limit || weight > (this.best.at(-1)?.weight ?? 0);
  }

  offer(place: number, weight: number): void {
    const before = this.best.findIndex((held) => held.place === place);
    if (before >= 0 && (this.best[before]?.weight ?? 0) >= weight) return;
    if (before >= 0) this.best.splice(before, 1);
    const lighter = this.best.findIndex((held) => held.weight < weight);
    this.best.splice(lighter < 0 ? this.best.length : lighter, 0, { place, weight });
    if (this.best.length > this.limit) this.best.pop();
  }
}
