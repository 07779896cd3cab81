import { readCommandLine, refuseCommandLine } from '../src/platform/process/command-line.js';

const defaults = {
  /** Rounds of which the median counts, in every part. */
  rounds: 3,
  /** HTTP: made-up people, orders of each, connections, and seconds of a measurement. */
  users: 100_000,
  orders: 5,
  connections: 64,
  seconds: 5,
  /** Mails of one round. */
  mails: 5_000,
  /** Seconds of a constant rate of registrations, and of each state of Redis. */
  load: 20,
  state: 20,
  /** Claims of the outbox that are timed. */
  claims: 300,
  /** Weather: cities of each tier and of the cold stream, and milliseconds that a call to the provider takes. */
  cities: 300,
  delay: 100,
  /** Realtime: clients that are connected at once. */
  clients: 10_000,
};
const lists = {
  /** Worker processes that share the mails. */
  workers: [1, 2, 4],
  /** Rows that wait in the outbox. */
  rows: [1_000, 100_000, 1_000_000],
};

export type Options = Record<keyof typeof defaults, number> & Record<keyof typeof lists, number[]>;

/** Reads `bench [part …] [--option value]`; ends the process when a part or an option is not known, or a value is no whole number above 0. */
export function readArguments<Name extends string>(known: readonly Name[]): { parts: readonly Name[]; options: Options } {
  const names = [...Object.keys(defaults), ...Object.keys(lists)];
  const usage = `Usage: npm run bench [-- <part> ...] [--<option> <number>]
Parts:   ${known.join(', ')}; all without one
Options: ${names.join(', ')}; ${Object.keys(lists).join(' and ')} take several numbers, comma-separated\n`;
  const { values, positionals } = readCommandLine(usage, {
    allowPositionals: true,
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const unknown = positionals.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) refuseCommandLine(usage, `There is no part ${unknown.join(', ')}`);
  const options = { ...defaults, ...lists };
  for (const [name, text] of Object.entries(values)) {
    const numbers = String(text).split(',').map(Number);
    if (!numbers.every((value) => Number.isInteger(value) && value > 0)) refuseCommandLine(usage, `--${name} must be a whole number above 0`);
    Object.assign(options, { [name]: name in lists ? numbers : numbers[0] });
  }
  return { parts: positionals.length === 0 ? known : known.filter((name) => positionals.includes(name)), options };
}
