import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import { medianBy } from '../statistics.js';
import { table } from '../table.js';

/** From the cheapest to the dearest. */
export const kinds = ['none', 'public', 'known', 'new'] as const;
export type Kind = (typeof kinds)[number];

/** Microseconds of the server's processor time per request. */
export type Round = Record<Kind, number>;

const names: Record<Kind, string> = {
  none: 'a route of a server without the guard',
  public: 'a `@Public()` route past the guard',
  known: 'a `@SignedIn()` route, by a token that was seen before',
  new: 'a `@SignedIn()` route, by a token that is new: its signature is checked',
};

export function report(rounds: Round[], { seconds, connections }: { seconds: number; connections: number }): string {
  const row = (kind: Kind) => {
    const costs = rounds.map((round) => round[kind] - round.none);
    const range = kind === 'none' ? '' : `${Math.min(...costs).toFixed(1)} to ${Math.max(...costs).toFixed(1)}`;
    return [
      names[kind],
      middle(rounds, (round) => round[kind]).toFixed(1),
      kind === 'none' ? '' : `**${middle(rounds, (round) => round[kind] - round.none).toFixed(1)}**`,
      range,
    ];
  };
  return [
    '**What the access guard costs a request**',
    '',
    table(['', 'processor time, µs:', 'of it the guard, µs:', 'in single rounds'], kinds.map(row)),
    '',
    'The same answer each time. A busy client shows the same token for a quarter of an hour, so the third row is the usual one; the fourth is what its first request costs.',
    '',
    `Medians of ${rounds.length} rounds of ${seconds} s for each row, a second of each in turn, over ${connections} connections.`,
    machine(),
  ].join('\n');
}

export function charts(rounds: Round[]): Record<string, string> {
  const data = kinds.map((kind) => Number(middle(rounds, (round) => round[kind]).toFixed(1)));
  return { 'guard.svg': barChart('Processor time of a request, µs', ['no guard', 'public', 'token seen before', 'new token'], [{ name: 'µs', data }]) };
}

function middle(rounds: Round[], figure: (round: Round) => number): number {
  return figure(medianBy(rounds, figure));
}
