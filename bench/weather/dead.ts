import type { Bench } from '../part.js';
import { now } from '../processes/clock.js';
import { Times } from '../statistics.js';
import type { Cities } from './cities.js';
import type { World } from './world.js';

export interface Dead {
  home: Times;
  refused: Times;
  /** Calls that reached Open-Meteo, in so many seconds. */
  calls: number;
  seconds: number;
}

/** So many failures open the breaker for sure. */
const citiesToOpen = 10;
const citiesToAsk = 200;
/** 502 for a call that went out, 503 for one that did not. */
const noWeather = [502, 503];
export const citiesToFail = citiesToOpen + citiesToAsk;

/** What it takes to say that there is no weather, while Open-Meteo fails every call and the breaker is open. Nothing can be asked after it. */
export async function dead({ say }: Bench, { client, openMeteo }: World, cities: Cities): Promise<Dead> {
  say(`${citiesToAsk} unknown cities while Open-Meteo fails …`);
  await openMeteo.delay(0);
  await openMeteo.fail();
  for (const city of cities.take(citiesToOpen)) await client.get(pathOf(city), noWeather);
  await openMeteo.collect();
  const [home, refused] = [new Times(), new Times()];
  const since = now();
  for (const city of cities.take(citiesToAsk)) {
    home.add((await client.get('/')).took);
    refused.add((await client.get(pathOf(city), noWeather)).took);
  }
  const calls = (await openMeteo.collect()).length;
  return { home, refused, calls, seconds: (now() - since) / 1000 };
}

function pathOf(city: string): string {
  return `/weather/${encodeURIComponent(city)}`;
}
