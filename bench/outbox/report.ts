import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import type { Options } from '../options.js';
import type { Times } from '../statistics.js';
import { ms, table } from '../table.js';

export interface Measurement {
  /** Rows. */
  waiting: number;
  completed: number;
  claim: Times;
  /** The first and the last claims of the measurement, and some after a VACUUM. */
  first: Times;
  last: Times;
  afterVacuum: Times;
  registration: Times;
  /** EXPLAIN (ANALYZE, BUFFERS) of one more claim. */
  plan: string;
}

const count = (rows: number) => rows.toLocaleString('en');
const label = ({ waiting, completed }: Measurement) => (completed === 0 ? count(waiting) : `${count(waiting)}, and ${count(completed)} completed`);

export function report(results: Measurement[], { claims }: Options, batch: number): string {
  const median = (times: Times) => ms(times.percentile(50));
  const rows = results.map((one) => [
    label(one), median(one.claim), ms(one.claim.percentile(99)), median(one.first), median(one.last), median(one.afterVacuum),
    median(one.registration), ms(one.registration.percentile(99)),
  ]);
  const columns = ['rows that wait', 'claim p50 ms:', 'p99 ms:', 'the first 50:', 'the last 50:', 'after VACUUM:', 'registration p50 ms:', 'p99 ms:'];
  return [
    table(columns, rows),
    '',
    `A claim is the relay's own, of ${batch} rows; ${claims} of them one after the other, each released at once, so that as many rows wait for the`,
    'next. That leaves dead rows behind, of which the last 50 claims meet the most; VACUUM clears them, and PostgreSQL runs it by itself.',
    `A registration is its transaction without the password hash: a user and an outbox row; ${claims} of them. One at a time, PostgreSQL durable.`,
    machine(),
    ...results.flatMap((one) => ['', `The plan of a claim, with rows that wait: ${label(one)}`, '', '```', one.plan, '```']),
  ].join('\n');
}

export function charts(results: Measurement[]): Record<string, string> {
  const bars = (name: string, times: (one: Measurement) => Times) => ({ name, data: results.map((one) => Number(ms(times(one).percentile(50)))) });
  const chart = barChart('Rows that wait in the outbox: median, ms', results.map(label), [
    bars('claim of 200', ({ claim }) => claim),
    bars('registration', ({ registration }) => registration),
  ]);
  return { 'outbox.svg': chart };
}
