import { barChart } from '../../bench/charts.js';
import type { Storm } from './storm.js';
import type { Tally } from './tally.js';

export interface SideOutcome {
  name: string;
  tally: Tally;
  verdict: string;
}

export const columns = [
  'clients of',
  'clients',
  'cuts',
  'kills',
  'orders',
  'lost',
  'reordered',
  "strangers'",
  'altered',
  'live',
  'recovered',
  'resumed',
  'ahead',
  'twice',
  'verdict',
];

/** What the columns mean. */
export const legend = [
  '- **clients**: people with a WebSocket through a balancer to one of two processes. **cuts**: connections destroyed at random, on both halves at once. **kills**: `kill -9` of one process, which is started again.',
  '- **orders**: accepted over HTTP meanwhile, one after another by each person. Plain socket.io is told of the same orders, and cut and killed at the same moments.',
  '- **lost**: of them, those that their owner never saw. **reordered**: pushed for the first time after a later one on the same connection, or taken after a later one.',
  "- **strangers'**: events of somebody else's order. **altered**: events that are not the order with its own offset, the repeated ones included.",
  '- **live**, **recovered**, **resumed**: how each event came that the client took: pushed, pushed again by the recovery of its connection, or in the answer to `resume`.',
  '- **ahead**: pushed while an earlier one was missing, and asked for again by `resume`. **twice**: came again after it had been taken.',
  '- Plain socket.io: `@socket.io/redis-streams-adapter`, a room for each person, no recovery of connections, no offsets, no log. All clients connect again by themselves, with the defaults of socket.io.',
];

export function row({ name, tally, verdict }: SideOutcome, { accounts, cuts, kills }: Storm): string[] {
  const { owed, lost, reordered, strange, altered, live, recovery, resume, ahead, repeated } = tally;
  const figures = [accounts.length, cuts, kills, owed, lost, reordered, strange, altered, live, recovery, resume, ahead, repeated];
  return [name, ...figures.map(String), verdict];
}

export function chart(outcomes: SideOutcome[], { orders, cuts, kills }: Storm): string {
  const bars: Record<string, keyof Tally> = { live: 'live', recovered: 'recovery', resumed: 'resume', lost: 'lost', reordered: 'reordered', twice: 'repeated' };
  return barChart(
    `${orders} orders through ${cuts} cuts and ${kills} kills`,
    Object.keys(bars),
    outcomes.toReversed().map(({ name, tally }) => ({ name, data: Object.values(bars).map((of) => tally[of]) })),
  );
}
