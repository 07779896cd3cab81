import { parseArgs } from 'node:util';
import { type Extent, type Scenario, scenarios } from './scenarios.js';
import { World } from './world.js';

interface Outcome {
  scenario: string;
  registered: number;
  refusedWith503: number;
  lost: number;
  duplicated: number;
  'of these with another Message-ID': number;
  parked: number;
  'slowest, s': number;
  'settled after, s': number;
  verdict: 'held' | 'BROKEN';
}

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.toLowerCase().includes(word.toLowerCase())));

const outcomes: Outcome[] = [];
for (const scenario of chosen) {
  process.stdout.write(`${scenario.name} …\n`);
  outcomes.push(await play(scenario));
}
console.table(outcomes);
process.exitCode = outcomes.length > 0 && outcomes.every(({ verdict }) => verdict === 'held') ? 0 : 1;

/** Plays a scenario in a world of its own. */
async function play(scenario: Scenario): Promise<Outcome> {
  const extent = values.quick ? scenario.quick : scenario.full;
  const world = await World.build();
  try {
    await scenario.run(world, extent);
    return await judge(scenario, extent, world, await world.settle(scenario.settleWithin));
  } finally {
    await world.tearDown();
  }
}

/** Counts, for every 201, the mails that came. */
async function judge(scenario: Scenario, extent: Extent, world: World, settled: number): Promise<Outcome> {
  const accepted = world.registrations.filter(({ status }) => status === 201);
  const deliverable = accepted.filter(({ email }) => !email.startsWith('refused'));
  const receipts = deliverable.map(({ email, acceptedAt }) => ({ acceptedAt, receipt: world.sink.receipts.get(email) }));
  const lost = receipts.filter(({ receipt }) => !receipt).length;
  const repeated = receipts.flatMap(({ receipt }) => (receipt && receipt.count > 1 ? receipt : []));
  const renamed = repeated.filter(({ messageIds }) => messageIds.size > 1).length;
  const unavailable = world.registrations.filter(({ status }) => status === 503).length;
  const [row] = await world.query<{ parked: number }>('SELECT count(*)::int AS parked FROM outbox WHERE parked_at IS NOT NULL');
  const parked = row?.parked ?? 0;

  const held =
    lost === 0 &&
    renamed === 0 &&
    repeated.length <= scenario.mayRepeat(extent) &&
    parked === (scenario.refused ?? 0) &&
    accepted.length + unavailable === world.registrations.length;
  return {
    scenario: scenario.name,
    registered: accepted.length,
    refusedWith503: unavailable,
    lost,
    duplicated: repeated.length,
    'of these with another Message-ID': renamed,
    parked,
    'slowest, s': round(Math.max(...receipts.map(({ acceptedAt, receipt }) => (receipt ? (receipt.at - acceptedAt) / 1000 : 0)))),
    'settled after, s': round(settled),
    verdict: held ? 'held' : 'BROKEN',
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
