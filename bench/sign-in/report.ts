import { availableParallelism } from 'node:os';
import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import { medianBy } from '../statistics.js';
import { ms, table } from '../table.js';
import type { Look, Looks, Round } from './round.js';

const goals = { ratio: 0.9, lagMs: 20 };

interface Settings {
  threads: number;
  memoryKib: number;
  iterations: number;
  seconds: number;
}

/** Each figure's own median: the rounds are short, and one in which the machine had other work spoils one figure only. */
export interface Median {
  bare: number;
  everyProcessor: number;
  signIns: number;
  ratio: number;
  cpuPerSignIn: number;
  quiet: Middle;
  hammered: Middle;
}

interface Middle {
  lagMs: number;
  looks: Record<Look, { p50: number; p99: number }>;
}

export function medianOf(rounds: Round[]): Median {
  const middle = (figure: (round: Round) => number) => figure(medianBy(rounds, figure));
  const looks = (of: (round: Round) => Looks): Middle => {
    const at = (look: Look) => ({ p50: middle((round) => of(round).times[look].percentile(50)), p99: middle((round) => of(round).times[look].percentile(99)) });
    return { lagMs: middle((round) => of(round).lagMs), looks: { 'GET /': at('GET /'), 'GET /users/:id': at('GET /users/:id') } };
  };
  return {
    bare: middle(({ bare }) => bare),
    everyProcessor: middle(({ everyProcessor }) => everyProcessor),
    signIns: middle(({ signIns }) => signIns),
    ratio: middle(ratioOf),
    cpuPerSignIn: middle(({ cpuPerSignIn }) => cpuPerSignIn),
    quiet: looks(({ quiet }) => quiet),
    hammered: looks(({ hammered }) => hammered),
  };
}

export function report(median: Median, rounds: Round[], { threads, memoryKib, iterations, seconds }: Settings): string {
  const { bare, everyProcessor, signIns, ratio, cpuPerSignIn, quiet, hammered } = median;
  const ratios = rounds.map(ratioOf);
  const lookRow = (name: Look) => {
    const [before, during] = [quiet.looks[name], hammered.looks[name]];
    return [name, ms(before.p50), ms(during.p50), ms(before.p99), ms(during.p99), `+${ms(Math.max(0, during.p99 - before.p99))} ms`];
  };
  return [
    '**Sign-ins against bare argon2**',
    '',
    table(
      ['', 'threads:', 'per second:', 'of bare argon2', 'in single rounds'],
      [
        ['`verify` of @node-rs/argon2, and nothing else', threads, bare.toFixed(1), '', ''],
        [
          '`POST /auth/login`, 50 at once',
          threads,
          signIns.toFixed(1),
          `**${ratio.toFixed(2)}** (goal ${goals.ratio}, **${ratio >= goals.ratio ? 'met' : 'missed'}**)`,
          `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
        ],
        ['`verify` with no processor left for anything else', availableParallelism(), everyProcessor.toFixed(1), '', ''],
      ],
    ),
    '',
    `argon2id, ${memoryKib} KiB and ${iterations} iterations. The service leaves one processor to the event loop, PostgreSQL and everybody else; the clients of this`,
    `measurement are there too. A sign-in took ${ms(cpuPerSignIn / 1000)} ms of the API's processor time, hashing included, and a durable commit of its session.`,
    'Its hashing threads have a lower priority than all else, bare argon2 has not: on a machine with other work meanwhile they lose more, and single rounds are far apart.',
    '',
    '**Everybody else meanwhile**',
    '',
    table(
      ['50 requests/s of each', 'p50 ms, nobody signs in:', 'p50 ms, 50 sign in:', 'p99 ms, nobody:', 'p99 ms, 50:', 'the p99 grows by'],
      [...(Object.keys(quiet.looks) as Look[]).map(lookRow)],
    ),
    '',
    `The event loop's lag at its 99th percentile, by \`nodejs_eventloop_lag_p99_seconds\` less the 10 ms between two of its looks at the clock: ${ms(quiet.lagMs)} ms while nobody`,
    `signs in, **${ms(hammered.lagMs)} ms** while fifty do (goal below ${goals.lagMs} ms, **${hammered.lagMs < goals.lagMs ? 'met' : 'missed'}**).`,
    '',
    `One API process; medians of ${rounds.length} rounds of ${seconds} s each, one thing after the other.`,
    machine(),
  ].join('\n');
}

export function charts({ quiet, hammered }: Median): Record<string, string> {
  const names = Object.keys(quiet.looks) as Look[];
  const bars = (of: Middle, percent: 'p50' | 'p99') => names.map((name) => Number(ms(of.looks[name][percent])));
  const chart = barChart('Other requests, ms, while …', names, [
    { name: 'nobody signs in, p50', data: bars(quiet, 'p50') },
    { name: 'p99', data: bars(quiet, 'p99') },
    { name: '50 sign in, p50', data: bars(hammered, 'p50') },
    { name: 'p99 ', data: bars(hammered, 'p99') },
  ]);
  return { 'sign-in.svg': chart };
}

function ratioOf({ signIns, bare }: Round): number {
  return signIns / bare;
}
