import type { Bench } from '../part.js';
import { Times } from '../statistics.js';
import type { Cities } from './cities.js';
import type { World } from './world.js';

/** In the order in which the service looks: each is asked only when those before it have nothing. */
export const tiers = [
  '`GET /`, for comparison',
  'the answer stands ready',
  'its parts are in memory',
  'its parts are in Redis',
  'Open-Meteo is asked',
] as const;
export type Tier = (typeof tiers)[number];

export const citiesToWarmUp = 30;

/**
 * What an answer takes from each tier, one request after another; the tiers take turns with each city.
 * @throws when Open-Meteo was asked more or less often than once for each part of each city
 */
export async function priceOfTiers({ options, say }: Bench, { client, neighbour, openMeteo }: World, cities: Cities): Promise<Map<Tier, Times>> {
  say(`The tiers, ${options.cities} cities each …`);
  await openMeteo.delay(0);
  for (const city of cities.take(citiesToWarmUp)) await ask(city);
  const times = new Map(tiers.map((tier) => [tier, new Times()]));
  await openMeteo.collect();
  for (const city of cities.take(options.cities)) {
    for (const [tier, took] of Object.entries(await ask(city))) times.get(tier as Tier)!.add(took);
  }
  const calls = (await openMeteo.collect()).length;
  if (calls !== 2 * options.cities) throw new Error(`${options.cities} cities took ${calls} calls instead of two each.`);
  return times;

  async function ask(city: string): Promise<Record<Tier, number>> {
    const path = `/weather/${encodeURIComponent(city)}`;
    const upstream = await client.get(path);
    return {
      'Open-Meteo is asked': upstream.took,
      'its parts are in Redis': (await neighbour.get(path)).took,
      // Answers stand ready by the name that was asked for, parts by the place.
      'its parts are in memory': (await client.get(path.toLowerCase())).took,
      'the answer stands ready': (await client.get(path)).took,
      '`GET /`, for comparison': (await client.get('/')).took,
    };
  }
}
