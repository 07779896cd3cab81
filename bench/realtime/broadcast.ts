import type { Bench } from '../part.js';
import { medianBy } from '../statistics.js';
import type { World } from './servers.js';

const city = 'oslo';

/** One weather update; milliseconds since the worker was told of it. */
export interface Broadcast {
  clients: number;
  first: number;
  half: number;
  last: number;
}

/** The weather changes, and everybody who watches is told: few clients, then more. */
export async function broadcast({ options, say }: Bench, world: World, clients: number): Promise<Broadcast[]> {
  await world.startWorker();
  const results: Broadcast[] = [];
  let [connected, celsius] = [0, 10];
  for (const count of [Math.ceil(clients / 10), clients]) {
    await world.clients.connect(world.isobar, count - connected);
    connected = count;
    await world.clients.subscribe(city);
    const rounds: Broadcast[] = [];
    for (let round = 0; round < options.rounds; round++) rounds.push(await change(world, count, ++celsius));
    const median = medianBy(rounds, ({ last }) => last);
    say(`A broadcast to ${count}: ${Math.round(median.first)} ms to the first, ${Math.round(median.last)} ms to the last`);
    results.push(median);
  }
  await world.clients.leave();
  return results;
}

/** @throws when somebody was not told, or was told twice */
async function change({ clients, openMeteo }: World, count: number, celsius: number): Promise<Broadcast> {
  await clients.expect(`"temperature":${celsius},`);
  await openMeteo.temperature(celsius);
  const { times, strays } = await clients.arrived(count);
  if (times.length < count || strays > 0)
    throw new Error(`${times.length} of ${count} clients were told the weather, and ${strays} times somebody was told another or the same again.`);
  const since = await openMeteo.toldAt();
  const [first, half, last] = [0, Math.floor(count / 2), count - 1].map((n) => times[n]! - since);
  return { clients: count, first: first!, half: half!, last: last! };
}
