import { isDeepStrictEqual } from 'node:util';
import type { Delivery } from './listener.js';

/** What became of the events that were owed to a client, or to all of a side. */
export interface Tally {
  owed: number;
  /** Taken for new, by the way in which they came. */
  live: number;
  recovery: number;
  resume: number;
  /** Owed, and never taken. */
  lost: number;
  /** Pushed for the first time after a later one on the same connection, or taken after a later one. */
  reordered: number;
  /** Came again after they had been taken. */
  repeated: number;
  /** Came while an earlier one was missing, so that the client asked for both. */
  ahead: number;
  /** Not what was owed under this id, the offset included. */
  altered: number;
  /** Of an order that this person has not placed. */
  strange: number;
}

/** `owed` are the events in the order of their orders. */
export function tally(owed: { id: number }[], deliveries: readonly Delivery[]): Tally {
  const positions = new Map(owed.map(({ id }, position) => [id, position]));
  const [pushed, taken] = [new Set<number>(), new Set<number>()];
  const latest = { connection: -1, pushed: -1, taken: -1 };
  const counts = { live: 0, recovery: 0, resume: 0, reordered: 0, repeated: 0, ahead: 0, altered: 0, strange: 0 };
  for (const { event, way, connection, taken: isTaken } of deliveries) {
    const position = positions.get(event.id);
    if (position === undefined) {
      counts.strange += 1;
      continue;
    }
    if (!isDeepStrictEqual(event, owed[position])) counts.altered += 1;
    if (connection !== latest.connection) Object.assign(latest, { connection, pushed: -1 });
    const pushedLate = way !== 'resume' && !pushed.has(position) && position < latest.pushed;
    if (pushedLate || (isTaken && position < latest.taken)) counts.reordered += 1;
    if (taken.has(position)) counts.repeated += 1;
    else if (isTaken) counts[way] += 1;
    else counts.ahead += 1;
    if (way !== 'resume') {
      pushed.add(position);
      latest.pushed = Math.max(latest.pushed, position);
    }
    if (isTaken) {
      taken.add(position);
      latest.taken = Math.max(latest.taken, position);
    }
  }
  return { owed: owed.length, lost: owed.length - taken.size, ...counts };
}

export function sum(tallies: Tally[]): Tally {
  const total: Tally = { owed: 0, live: 0, recovery: 0, resume: 0, lost: 0, reordered: 0, repeated: 0, ahead: 0, altered: 0, strange: 0 };
  for (const one of tallies) for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += one[name];
  return total;
}
