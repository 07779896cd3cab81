import { extentOf } from '../options.js';
import { type Outcome, type Part, type Scenario, verdict } from '../scenario.js';
import type { World } from '../world.js';
import { type SideOutcome, chart, columns, legend, row } from './report.js';
import { type Extent, Storm } from './storm.js';
import { type Tally, sum, tally } from './tally.js';

const extents = { full: { clients: 50, cuts: 1_000, kills: 10 }, quick: { clients: 10, cuts: 40, kills: 1 } };

const scenario: Scenario = {
  name: 'realtime',
  play: async (world, form, tell) => {
    const extent = extentOf(extents, form);
    const storm = new Storm(world, extent);
    tell(() => `${storm.cuts} of ${extent.cuts} cuts, ${storm.kills} of ${extent.kills} kills, ${storm.taken} of ${storm.orders} orders seen`);
    await storm.blow().catch((error: unknown) => world.faults.push(String(error)));
    await storm.end().catch((error: unknown) => world.faults.push(String(error)));
    return judge(storm, world, extent);
  },
};

/** Who placed an order hears of it: at least once, in order, and nobody else does. */
export const realtime: Part = { page: 'realtime.md', columns, legend, scenarios: [scenario] };

async function judge(storm: Storm, world: World, extent: Extent): Promise<Outcome> {
  const placed = (await world.stores.query<{ count: number }>('SELECT count(*)::int AS count FROM orders'))[0]?.count;
  const [ours, ...others] = storm.sides.map(({ name, listeners, owed }) => ({
    name,
    tally: sum(storm.accounts.map(({ orders }, index) => tally(owed(orders), listeners[index]?.deliveries ?? []))),
  }));
  const faults = [
    ...world.faults,
    ...[...world.apis, ...world.workers].flatMap(({ failures }) => failures),
    ...new Set(storm.sides[0]?.listeners.flatMap((listener) => [...listener.faults])),
    ...(ours ? broken(ours.tally) : []),
    placed !== storm.orders && `${placed ?? 'no'} orders are in the database, and ${storm.orders} were answered 201`,
    storm.cuts < extent.cuts && `only ${storm.cuts} of ${extent.cuts} cuts were made`,
    storm.kills < extent.kills && `only ${storm.kills} of ${extent.kills} processes were killed`,
  ].filter((fault) => fault !== false);
  const outcomes: SideOutcome[] = [
    ...(ours ? [{ ...ours, verdict: verdict(faults) }] : []),
    ...others.map((other) => ({ ...other, verdict: `${((100 * other.tally.lost) / (other.tally.owed || 1)).toFixed(1)} % lost` })),
  ];
  return { scenario: scenario.name, rows: outcomes.map((outcome) => row(outcome, storm)), faults, charts: { 'realtime.svg': chart(outcomes, storm) } };
}

function broken({ lost, reordered, altered, strange }: Tally): string[] {
  const promises: [number, string][] = [
    [lost, 'events were lost'],
    [reordered, 'events came in the wrong order'],
    [altered, 'events were not what was owed'],
    [strange, "events were of strangers' orders"],
  ];
  return promises.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
