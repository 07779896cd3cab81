import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.js';
import type { Bench } from '../part.js';
import { Child } from '../processes/child.js';
import { medianBy } from '../statistics.js';
import type { World } from './servers.js';
import type { Talkers } from './talkers-process.js';

const talkers = 10;
const others = 32;
const measureMs = 4_000;
/** Milliseconds until the first of the talkers is cut off, or none will be. */
const settle = 3_000;

export interface Beside {
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** How often the server has cut a talker off meanwhile. */
  cuts: number;
}

/** How long others wait for their answers while some say much and read the answers, and while they do not read. */
export interface SlowReaders {
  talkers: number;
  others: number;
  reading: Beside;
  silent: Beside;
  /** The others' p99 beside those who do not read, of that beside those who do, in the same round. */
  ratio: number;
}

/** Many more than for means: one pause of the machine makes a p99. */
export const roundsOf = ({ rounds }: Options) => 4 * rounds + 3;

export async function slowReaders({ options, say, folder, atEnd }: Bench, world: World): Promise<SlowReaders> {
  const crowd = await Child.start('talkers', { script: 'realtime/talkers-process.js', folder });
  atEnd(async () => crowd.stop());
  const beside = async (reading: boolean): Promise<Beside> => {
    await crowd.ask('begin', { url: world.isobar.url, count: talkers, reading } satisfies Talkers);
    await sleep(settle);
    await world.clients.connect(world.isobar, others);
    const { p50, p99 } = await world.clients.probe(measureMs);
    await world.clients.leave();
    const cuts = await crowd.ask<number>('end');
    await sleep(settle);
    return { p50, p99, cuts };
  };
  const rounds: { reading: Beside; silent: Beside }[] = [];
  for (let round = 0; round < roundsOf(options); round++) {
    rounds.push({ reading: await beside(true), silent: await beside(false) });
    const { reading, silent } = rounds.at(-1)!;
    say(`Beside ${talkers} who read: p99 ${reading.p99.toFixed(2)} ms; who do not: ${silent.p99.toFixed(2)} ms, ${silent.cuts} cuts`);
  }
  const ratioOf = ({ reading, silent }: (typeof rounds)[number]) => silent.p99 / reading.p99;
  const median = medianBy(rounds, ratioOf);
  return { talkers, others, ...median, ratio: ratioOf(median) };
}
