import { setTimeout as sleep } from 'node:timers/promises';
import Bull from 'bull';
import type { World } from './world.js';

/** How much of it: the full form, or the quick one that the tests run. */
export interface Extent {
  registrations: number;
  blows: number;
}

export interface Scenario {
  name: string;
  full: Extent;
  quick: Extent;
  /** Seconds that the mails may take to settle afterwards. */
  settleWithin: number;
  run: (world: World, extent: Extent) => Promise<void>;
  /** Mails that may be sent twice, with one Message-ID: those in flight when the sender was cut off. */
  mayRepeat: (extent: Extent) => number;
  /** Recipients that are refused for good and must end up parked. */
  refused?: number;
}

/** EMAIL_CONCURRENCY's default: the jobs that one kill can interrupt. */
const inFlight = 10;

/** Deals blows at random moments while people register. */
async function under(world: World, { registrations, blows }: Extent, blow: (index: number) => Promise<void>): Promise<void> {
  const load = world.register(registrations);
  for (let index = 0; index < blows; index++) {
    await sleep(100 + Math.random() * 600);
    await blow(index);
  }
  await load;
}

export const scenarios: Scenario[] = [
  {
    name: 'worker killed',
    full: { registrations: 10_000, blows: 100 },
    quick: { registrations: 300, blows: 4 },
    settleWithin: 90,
    mayRepeat: ({ blows }) => blows * inFlight,
    run: async (world, extent) => under(world, extent, async () => world.killWorker()),
  },
  {
    name: 'Redis killed, frozen and wiped',
    full: { registrations: 10_000, blows: 26 },
    quick: { registrations: 300, blows: 4 },
    settleWithin: 120,
    mayRepeat: () => 0,
    run: async (world, extent) =>
      under(world, extent, async (index) => {
        if (index === 2) await world.wipeRedis();
        else if (index % 5 === 1) await world.freezeRedis(extent.blows > 10 ? 10 : 2);
        else await world.killRedis();
      }),
  },
  {
    name: 'SMTP in trouble',
    full: { registrations: 2_000, blows: 10 },
    quick: { registrations: 100, blows: 2 },
    settleWithin: 120,
    mayRepeat: () => 0,
    refused: 3,
    run: async (world, { registrations, blows }) => {
      const load = world.register(registrations);
      for (const mood of ['later', 'hang', 'drop'] as const) {
        world.sink.mood = mood;
        await sleep(blows * 1000);
      }
      world.sink.mood = 'take';
      await load;
      await world.register(3, { prefix: 'refused' });
    },
  },
  {
    name: 'finished jobs delivered again',
    full: { registrations: 10_000, blows: 1 },
    quick: { registrations: 200, blows: 1 },
    settleWithin: 120,
    mayRepeat: () => 0,
    run: async (world, { registrations }) => {
      await world.register(registrations);
      await world.settle(120);
      const rows = await world.query<{ id: string; payload: unknown }>(`SELECT id, payload FROM outbox WHERE job = 'welcome-email'`);
      const queue = new Bull('email', world.redisUrl);
      await queue.clean(0, 'completed', registrations);
      await queue.addBulk(rows.map(({ id, payload }) => ({ name: 'welcome-email', data: payload, opts: { jobId: id } })));
      while ((await queue.getWaitingCount()) + (await queue.getActiveCount()) > 0) await sleep(100);
      await queue.close();
    },
  },
  {
    name: 'PostgreSQL restarted',
    full: { registrations: 3_000, blows: 5 },
    quick: { registrations: 300, blows: 1 },
    settleWithin: 90,
    mayRepeat: () => 0,
    run: async (world, extent) => under(world, extent, async () => world.restartPostgres()),
  },
];
