import type { Bench, Findings } from '../part.js';
import { Cities } from './cities.js';
import { cold } from './cold.js';
import { citiesForConcurrency, concurrency } from './concurrency.js';
import { citiesToFail, dead } from './dead.js';
import { charts, report } from './report.js';
import { citiesToWarmUp, priceOfTiers } from './tiers.js';
import { warm } from './warm.js';
import { startWorld } from './world.js';

/** What the weather takes: when it is known, by where it is kept, when it is not, and what it gains by asking for everything at once. */
export async function weather(bench: Bench): Promise<Findings> {
  const { options } = bench;
  const world = await startWorld(bench);
  const cities = await Cities.find(world.client, citiesToWarmUp + 2 * options.cities + citiesForConcurrency(options.rounds) + citiesToFail);
  const found = {
    warm: await warm(bench, world),
    tiers: await priceOfTiers(bench, world, cities),
    cold: await cold(bench, world, cities),
    concurrency: await concurrency(bench, world, cities),
    dead: await dead(bench, world, cities),
  };
  return { page: report(found, options), charts: charts(found, options) };
}
