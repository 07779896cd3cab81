import { machine } from '../bench/machine.js';
import type { Outcome, Part } from './scenario.js';

/** The outcomes as a Markdown table that can be read as it is, and what broke the promise below it. */
export function table({ columns }: Part, outcomes: Outcome[]): string {
  const rows = [columns, ...outcomes.flatMap((outcome) => outcome.rows)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  const [head = '', ...body] = rows.map((row) => `|${row.map(pad).join('|')}|`);
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join('|')}|`;
  const faults = outcomes.flatMap(({ scenario, faults: of }) => of.map((fault) => `${scenario}: ${fault}`));
  return [head, rule, ...body, ...(faults.length > 0 ? ['', ...faults] : [])].join('\n');
}

/** The table, the pictures, what the columns mean, and what the outcomes were found on. */
export function page(part: Part, outcomes: Outcome[]): string {
  const pictures = outcomes.flatMap(({ scenario, charts = {} }) => Object.keys(charts).map((file) => `![${scenario}](${file})`));
  return [table(part, outcomes), '', ...(pictures.length > 0 ? [...pictures, ''] : []), ...part.legend, '', machine()].join('\n');
}
