import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import type { Options } from '../options.js';
import type { Times } from '../statistics.js';
import { ms, table } from '../table.js';
import { type Cold, coldPerSecond } from './cold.js';
import type { Concurrency } from './concurrency.js';
import type { Dead } from './dead.js';
import { type Tier, tiers } from './tiers.js';
import type { Warm } from './warm.js';

/** Milliseconds of the p99 of cold answers beyond the slowest call. */
const coldGoal = 10;

/** Milliseconds of the p99 that a provider which always fails may add. */
const deadGoal = 5;

interface Found {
  warm: Warm[];
  tiers: Map<Tier, Times>;
  cold: Cold;
  concurrency: Concurrency[];
  dead: Dead;
}

export function report(found: Found, options: Options): string {
  return [
    ...warmPage(found.warm, options),
    '',
    ...tiersPage(found.tiers, options),
    '',
    ...coldPage(found.cold, options),
    '',
    ...concurrencyPage(found.concurrency, options),
    '',
    ...deadPage(found.dead),
    '',
    machine(),
  ].join('\n');
}

export function charts({ concurrency }: Found, { delay }: Options): Record<string, string> {
  const chart = barChart(`Calls of ${delay} ms: until all are answered, ms`, concurrency.map(({ calls }) => `${calls} calls`), [
    { name: 'one by one', data: concurrency.map(({ sequential }) => Math.round(sequential)) },
    { name: 'gathered', data: concurrency.map(({ gathered }) => Math.round(gathered)) },
  ]);
  return { 'weather-concurrency.svg': chart };
}

function warmPage(warm: Warm[], { connections, rounds, seconds }: Options): string[] {
  const home = warm[0]!;
  const rows = warm.map((one) => {
    const { workload, measured, byRound } = one;
    const ratio = (measured.requestsPerSecond / home.measured.requestsPerSecond).toFixed(2);
    const ratios = byRound.map((requests, round) => requests / home.byRound[round]!);
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    const share = one === home ? ['', ''] : [`**${ratio}** (goal ${workload.goal})`, range];
    return [workload.name, Math.round(measured.requestsPerSecond), measured.p50, measured.p99, Math.round(measured.cpuPerRequest), ...share];
  });
  return [
    '**Warm: the answer stands ready**',
    '',
    table(['request', 'requests/s:', 'p50 ms:', 'p99 ms:', 'CPU µs/request:', 'of GET /', 'in single rounds'], rows),
    '',
    `One API process, ${connections} connections, median of ${rounds} rounds of ${seconds} s in turn, autocannon on the same machine. Where single`,
    'rounds are far apart the machine had other work meanwhile, and the processor time says more.',
  ];
}

function tiersPage(times: Map<Tier, Times>, { cities }: Options): string[] {
  const rows = tiers.map((tier, n) => {
    const [p50, p99] = [50, 99].map((percent) => times.get(tier)!.percentile(percent));
    const before = n === 0 ? undefined : times.get(tiers[n - 1]!)!.percentile(50);
    return [tier, ms(p50!), before === undefined ? '' : signed(p50! - before), ms(p99!)];
  });
  return [
    '**The price of each tier**',
    '',
    table(['where the weather is', 'p50 ms:', 'adds ms:', 'p99 ms:'], rows),
    '',
    `One request after another on one connection, ${cities} cities, each asked of every tier in turn; as the client sees it. \`adds\` is the p50 against`,
    'the row above. Memory: the same city by another spelling, as answers stand ready by the name and parts are kept by the place. Redis: a second',
    'API process fetched the parts. Open-Meteo is a stand-in that answers at once, so that this is what asking costs, locks in Redis included.',
  ];
}

function coldPage({ answer, processed, call, slowestCall, beyond, processedBeyond, bareBeyond }: Cold, { cities, delay }: Options): string[] {
  const row = (name: string, times: Times) => [name, ms(times.percentile(50)), ms(times.percentile(99))];
  const overSlowest = answer.percentile(99) - slowestCall;
  const judged = (time: number) => `**${time <= coldGoal ? 'met' : 'missed'}** (goal ${coldGoal})`;
  return [
    '**Cold: cities that nobody has asked for**',
    '',
    table(['', 'p50 ms:', 'p99 ms:', ''], [
      [...row('the answer, as the client sees it', answer), ''],
      [...row('X-Process-Time', processed), ''],
      [...row("the slower of the answer's two calls, as the stand-in sees it", call), `the slowest of all: ${ms(slowestCall)} ms`],
      [...row('the answer beyond its own slower call', beyond), judged(beyond.percentile(99))],
      [...row('X-Process-Time beyond its own slower call', processedBeyond), ''],
      [...row("a script's own call, beyond what the stand-in sees of it", bareBeyond), 'what the machine adds'],
    ]),
    '',
    `The p99 of the answers against the slowest call of all: ${signed(overSlowest)} ms, ${judged(overSlowest)}.`,
    '',
    `${cities} cities at a constant ${coldPerSecond}/s, whether or not earlier ones were answered; every call takes ${delay} ms at the stand-in, and none`,
    'waits for its turn. The script calls the stand-in itself, once after each city.',
  ];
}

function concurrencyPage(results: Concurrency[], { delay }: Options): string[] {
  const rows = results.map(({ calls, sequential, gathered }) => [
    calls,
    ms(sequential),
    ms(gathered),
    `**${(sequential / gathered).toFixed(1)} times as fast**`,
  ]);
  return [
    '**What concurrency buys**',
    '',
    table(['cold calls:', 'one after the other ms:', 'gathered ms:', 'gain'], rows),
    '',
    `Calls of ${delay} ms: awaited one by one by a plain script, and gathered by one \`GET /weather?cities=…\`, which takes two for each city; the fifth of`,
    'five finds the place of a name that is not in the list. Medians.',
  ];
}

function deadPage({ home, refused, calls, seconds }: Dead): string[] {
  const added = refused.percentile(99) - home.percentile(99);
  const row = (name: string, times: Times) => [name, ms(times.percentile(50)), ms(times.percentile(99))];
  return [
    '**While Open-Meteo fails every call**',
    '',
    table(['', 'p50 ms:', 'p99 ms:'], [row('`GET /`, for comparison', home), row('a city that nobody knows the weather of: 503', refused)]),
    '',
    `The open breaker adds ${signed(added)} ms to the p99, **${added <= deadGoal ? 'met' : 'missed'}** (goal ${deadGoal}), and lets ${calls} calls through in ${seconds.toFixed(1)} s. One request after`,
    'another on one connection, in turn.',
  ];
}

function signed(time: number): string {
  return `${time < 0 ? '−' : '+'}${ms(Math.abs(time))}`;
}
