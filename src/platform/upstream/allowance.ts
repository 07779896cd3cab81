/** What an upstream lets all our processes together ask of it. */
export interface Allowance {
  /** Calls that may run at the same time. */
  atOnce: number;
  perSecond?: number;
  perMinute?: number;
  perHour?: number;
  perDay?: number;
}
