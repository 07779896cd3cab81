import type { Options } from './options.js';

/** What a part runs with. */
export interface Bench {
  options: Options;
  /** For logs and data; it is deleted in the end. */
  folder: string;
  /** Shows progress. */
  say: (line: string) => void;
  /** What was started is stopped when the part ends, the last first. */
  atEnd: (stop: () => Promise<void>) => void;
}

/** What a part found: a page of Markdown, and its charts (SVG) by file name. */
export interface Findings {
  page: string;
  charts: Record<string, string>;
}

export type Part = (bench: Bench) => Promise<Findings>;
