import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world.js';

/** How much of it. */
export interface Extent {
  registrations: number;
  blows: number;
}

export interface MailScenario {
  name: string;
  full: Extent;
  quick: Extent;
  /** Seconds that the mails may take to settle afterwards. */
  settleWithin: number;
  run: (world: World, extent: Extent) => Promise<void>;
  /** Mails that may be sent twice, with one Message-ID: those in flight when the sender was cut off. None where it is left out. */
  mayRepeat?: (extent: Extent) => number;
  /** Rows that nobody can deliver and that must end up parked, for this reason. */
  parks?: { count: number; because: RegExp };
}

/** The mails that a worker has in hand, by EMAIL_CONCURRENCY's default: as many can one kill interrupt between sending and recording. */
export const inFlight = ({ blows }: Extent): number => blows * 40;

/** The mails that a worker is telling the mail server, by EMAIL_CONCURRENCY's default: so many can a frozen one still send when it thaws. */
export const onTheWire = ({ blows }: Extent): number => blows * 10;

const secondsPerBlow = 2;
/** How many people register in a second while a blow is late, as on a busy machine. */
const trickle = 5;

/** Deals blows at random moments while people register: for each blow its share of them, and a few more until it has fallen. */
export async function under(world: World, { registrations, blows }: Extent, blow: (index: number) => Promise<void>): Promise<void> {
  const share = registrations / blows;
  const pace = (begun: number) => (begun < share * (world.struck + 1) ? share / secondsPerBlow : trickle);
  await whilePeopleRegister(world, registrations, pace, async () => {
    for (let index = 0; index < blows; index++) {
      await sleep(Math.random() * 1_000);
      await blow(index);
      world.struck += 1;
    }
  });
}

/** Registers `count` people, and more until `happening` is over; `pace` of them per second. */
export async function whilePeopleRegister(world: World, count: number, pace: (begun: number) => number, happening: () => Promise<void>): Promise<void> {
  let over = false;
  const load = world.load.register((begun) => begun < count || !over, { pace });
  try {
    await happening();
  } finally {
    over = true;
    await load;
  }
}
