import type { Form } from './options.js';
import type { World } from './world.js';

/** What a scenario came to: its lines of the table, and what broke the promise. */
export interface Outcome {
  scenario: string;
  rows: string[][];
  faults: string[];
  /** SVG, by file name. */
  charts?: Record<string, string>;
}

export interface Scenario {
  name: string;
  /** Plays it and judges. `tell` is given what there is to say of its progress whenever it is asked. */
  play: (world: World, form: Form, tell: (progress: () => string) => void) => Promise<Outcome>;
}

/** Scenarios that share a table, and its page in docs/chaos. */
export interface Part {
  page: string;
  columns: string[];
  /** What the columns mean. */
  legend: string[];
  scenarios: Scenario[];
}

/** The last column of every part. */
export const verdict = (faults: string[]) => (faults.length === 0 ? 'held' : 'BROKEN');
