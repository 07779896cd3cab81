import type { Bench } from '../part.js';
import { now } from '../processes/clock.js';
import { medianBy } from '../statistics.js';
import type { Cities } from './cities.js';
import { Client } from './client.js';
import type { World } from './world.js';

/** Calls of one request; every city takes two. */
const numbersOfCalls = [2, 5, 10];
/** In each round; the median of all counts. */
const repetitions = 3;

export interface Concurrency {
  calls: number;
  /** Milliseconds. */
  sequential: number;
  gathered: number;
}

/** So many calls one after the other, by a script, and as they are gathered by one request to the service. */
export async function concurrency({ options, say }: Bench, world: World, cities: Cities): Promise<Concurrency[]> {
  await world.openMeteo.delay(options.delay);
  // Its weather is known, and so a new name for it takes one call, which finds the place.
  await world.client.get('/weather/oslo');
  const script = new Client(world.openMeteo.url);
  const results: Concurrency[] = [];
  for (const calls of numbersOfCalls) {
    say(`${calls} calls of ${options.delay} ms, one after the other and gathered …`);
    const [sequential, gathered]: [number[], number[]] = [[], []];
    for (let n = 0; n < repetitions * options.rounds; n++) {
      sequential.push(await oneAfterTheOther(script, calls));
      gathered.push(await inOneRequest(world, calls, [...cities.take(Math.floor(calls / 2)), ...(calls % 2 === 1 ? [`New Name ${n}`] : [])]));
    }
    const median = (times: number[]) => medianBy(times, (time) => time);
    results.push({ calls, sequential: median(sequential), gathered: median(gathered) });
  }
  script.leave();
  return results;
}

export function citiesForConcurrency(rounds: number): number {
  return numbersOfCalls.reduce((sum, calls) => sum + Math.floor(calls / 2), 0) * repetitions * rounds;
}

async function oneAfterTheOther(script: Client, calls: number): Promise<number> {
  const since = now();
  for (let call = 0; call < calls; call++) await script.get('/v1/forecast?current=temperature_2m');
  return now() - since;
}

/** @throws when it took another number of calls */
async function inOneRequest({ client, openMeteo }: World, calls: number, cities: string[]): Promise<number> {
  await openMeteo.collect();
  const { took } = await client.get(`/weather?cities=${encodeURIComponent(cities.join(','))}`);
  const made = (await openMeteo.collect()).length;
  if (made !== calls) throw new Error(`${cities.join(',')} took ${made} calls instead of ${calls}.`);
  return took;
}
