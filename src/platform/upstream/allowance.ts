import type { Rates } from '../config/schema.js';

/** What an upstream lets all our processes together ask of it. */
export interface Allowance extends Rates {
  /** Calls that may run at the same time. */
  atOnce: number;
}
