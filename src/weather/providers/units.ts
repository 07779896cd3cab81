const kilometresPerHourOfMetresPerSecond = 3.6;

/** Metres per second as kilometres per hour, to one decimal; null stays null. */
export function kilometresPerHour(metresPerSecond: number | null): number | null {
  return metresPerSecond === null ? null : tenths(metresPerSecond * kilometresPerHourOfMetresPerSecond);
}

/** The value to one decimal, which is as much as a forecast knows. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
