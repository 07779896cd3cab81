import { cpus, totalmem } from 'node:os';
import type { Outcome } from './judge.js';

const columns: [title: string, cell: (outcome: Outcome) => string][] = [
  ['scenario', ({ scenario }) => scenario],
  ['blows', ({ blows }) => String(blows)],
  ['users', ({ users }) => String(users)],
  ['lost', ({ lost }) => String(lost)],
  ['twice', ({ duplicated }) => String(duplicated)],
  ['new ID', ({ renamed }) => String(renamed)],
  ['parked', ({ parked }) => String(parked)],
  ['503', ({ unavailable }) => String(unavailable)],
  ['cut', ({ cut }) => String(cut)],
  ['409', ({ conflicts }) => String(conflicts)],
  ['slowest', ({ slowest }) => `${slowest.toFixed(1)} s`],
  ['settled', ({ settled }) => `${settled.toFixed(1)} s`],
  ['verdict', ({ faults }) => (faults.length === 0 ? 'held' : 'BROKEN')],
];

/** The outcomes as a Markdown table that can be read as it is, and what broke the promise below it. */
export function table(outcomes: Outcome[]): string {
  const rows = [columns.map(([title]) => title), ...outcomes.map((outcome) => columns.map(([, cell]) => cell(outcome)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  const [head = '', ...body] = rows.map((row) => `|${row.map(pad).join('|')}|`);
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join('|')}|`;
  const faults = outcomes.flatMap(({ scenario, faults: of }) => of.map((fault) => `${scenario}: ${fault}`));
  return [head, rule, ...body, ...(faults.length > 0 ? ['', ...faults] : [])].join('\n');
}

/** What the columns mean, and what the outcomes were found on. */
export function report(outcomes: Outcome[]): string {
  const [cpu] = cpus();
  return [
    table(outcomes),
    '',
    '- **users**: people in the database at the end. **lost**: of them, and of all who were told 201, those without a mail.',
    '- **twice**: mails sent more than once, which only a worker killed between sending and recording may do. **new ID**: of these, with another Message-ID.',
    '- **parked**: rows set aside with their reason. **503**: answers while PostgreSQL was away. **cut**: requests that broke off without an answer.',
    '- **409**: repeated requests that were told that their own account was taken. Clients repeat what was cut or 503 under the same Idempotency-Key.',
    '- **slowest**: the longest from the answer to the mail. **settled**: from the last blow and the last registration until nothing was left to do.',
    '',
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
  ].join('\n');
}
