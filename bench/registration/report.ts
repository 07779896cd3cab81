import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import type { Options } from '../options.js';
import { ms, table } from '../table.js';
import type { InState } from './redis-states.js';
import type { ToTheMail } from './to-the-mail.js';

/** Milliseconds from the 201 to the mail at the 99th percentile, and how much worse the p99 of registering may be without Redis. */
const goals = { mailWithin: 2_000, worse: 0.2 };

export interface ByHash extends ToTheMail {
  hash: string;
}

interface States {
  rate: number;
  states: InState[];
}

export function report(byHash: ByHash[], { rate, states }: States, { load, state: seconds, rounds }: Options): string {
  const running = states[0]!.p99;
  const both = (times: ToTheMail['whole']) => [ms(times.percentile(50)), ms(times.percentile(99))];
  return [
    '**From the registration to the mail**',
    '',
    table(
      [
        'password hash',
        'peak/s:',
        'rate/s:',
        '201: p50 ms:',
        'p99 ms:',
        '201 to mail: p50 ms:',
        'p99 ms:',
        'request to mail: p50 ms:',
        'p99 ms:',
        `goal: p99 < ${goals.mailWithin / 1000} s`,
      ],
      byHash.map((one) => {
        const met = one.afterAnswer.percentile(99) < goals.mailWithin;
        return [one.hash, Math.round(one.peak), one.rate, ...both(one.answer), ...both(one.afterAnswer), ...both(one.whole), met ? '**met**' : '**missed**'];
      }),
    ),
    '',
    `One API, one worker, PostgreSQL and Redis durable as in production. \`peak\` is what 32 people at a time reach, mails being sent meanwhile; the`,
    `latencies are of ${load} s at 80 % of it, sent at fixed times whether or not earlier ones were answered, and counted from those times.`,
    'Every registration was answered with 201 and every mail came once; else there would be no table.',
    '',
    '**With and without Redis**',
    '',
    table(
      ['Redis', '201:', 'p50 ms:', 'p99 ms:', `p99 against running (goal at most ${(1 + goals.worse).toFixed(2)})`],
      states.map(({ state, succeeded, p50, p99 }) => [
        state,
        `${(succeeded * 100).toFixed(2)} %`,
        ms(p50),
        ms(p99),
        state === 'running' ? '' : `**${(p99 / running).toFixed(2)}**`,
      ]),
    ),
    '',
    `POST /register at ${rate}/s, cheapest hashes, ${seconds} s of each state in turn, median of ${rounds} rounds. Stopped: by SIGTERM; frozen: by SIGSTOP;`,
    'wiped: by FLUSHALL. While Redis runs the worker sends mails besides, which it cannot while Redis is away.',
    machine(),
  ].join('\n');
}

export function charts(byHash: ByHash[], states: InState[]): Record<string, string> {
  const latency = barChart('From the 201 to the mail, ms', byHash.map(({ hash }) => hash), [50, 99].map((percent) => ({
    name: `p${percent}`,
    data: byHash.map(({ afterAnswer }) => Number(ms(afterAnswer.percentile(percent)))),
  })));
  const redis = barChart('POST /register while Redis is …, ms', states.map(({ state }) => state), [
    { name: 'p50', data: states.map(({ p50 }) => Number(ms(p50))) },
    { name: 'p99', data: states.map(({ p99 }) => Number(ms(p99))) },
  ]);
  return { 'registration.svg': latency, 'redis.svg': redis };
}
