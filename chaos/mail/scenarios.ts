import { setTimeout as sleep } from 'node:timers/promises';
import Bull from 'bull';
import type { World } from '../world.js';
import { crashScenarios } from './crash-scenarios.js';
import { type MailScenario, inFlight, onTheWire, under, whilePeopleRegister } from './scenario.js';

/** Longer than a worker keeps its jobs without a sign of life: the other one takes them over. */
const frozenSeconds = 12;

const moods = ['later', 'hang', 'drop'] as const;

/** Payloads that no version of the job can read. */
const poison = ['{"user":"x"}', '{"userId":"1"}', '{"userId":-1}', '{"userId":1,"name":"x"}', '{}', '[]', '"text"', 'null'];

/** Everything that mails depend on, in trouble. */
export const mailScenarios: MailScenario[] = [
  {
    name: 'worker killed',
    full: { registrations: 10_000, blows: 100 },
    quick: { registrations: 150, blows: 3 },
    settleWithin: 60,
    mayRepeat: inFlight,
    run: async (world, extent) => under(world, extent, async () => world.workers[0]?.kill()),
  },
  {
    name: 'two workers killed in turn',
    full: { registrations: 4_000, blows: 40 },
    quick: { registrations: 100, blows: 2 },
    settleWithin: 60,
    mayRepeat: inFlight,
    run: async (world, extent) => {
      const second = await world.addWorker();
      await under(world, extent, async (index) => world.workers[index % 2]?.kill());
      await world.retire(second);
    },
  },
  {
    name: 'two workers frozen in turn',
    full: { registrations: 2_000, blows: 10 },
    quick: { registrations: 150, blows: 1 },
    settleWithin: 60,
    mayRepeat: onTheWire,
    run: async (world, extent) => {
      const second = await world.addWorker();
      await under(world, extent, async (index) => world.workers[index % 2]?.freeze(frozenSeconds));
      await world.retire(second);
    },
  },
  {
    name: 'Redis killed, frozen, wiped',
    full: { registrations: 10_000, blows: 26 },
    quick: { registrations: 200, blows: 3 },
    settleWithin: 60,
    run: async (world, extent) =>
      under(world, extent, async (index) => {
        if (index === 2) await world.stores.wipeRedis();
        else if (index % 5 === 1) await world.stores.freezeRedis(extent.blows > 10 ? 10 : 2);
        else await world.stores.killRedis();
      }),
  },
  {
    name: 'rolling restart of two and two',
    full: { registrations: 10_000, blows: 40 },
    quick: { registrations: 200, blows: 4 },
    settleWithin: 60,
    run: async (world, extent) => {
      await Promise.all([world.addApi(), world.addWorker()]);
      await under(world, extent, async (index) => (index % 2 === 0 ? replaceApi(world, index % 4 === 0 ? 0 : 1) : replaceWorker(world)));
      await Promise.all([...world.apis.slice(1), ...world.workers.slice(1)].map(async (extra) => world.retire(extra)));
    },
  },
  {
    name: 'SMTP in trouble',
    full: { registrations: 2_000, blows: 30 },
    quick: { registrations: 60, blows: 2 },
    settleWithin: 120,
    parks: { count: 3, because: /^SMTP 550/ },
    run: async (world, { registrations, blows: secondsPerMood }) =>
      whilePeopleRegister(world, registrations, () => registrations / (moods.length * secondsPerMood), async () => {
        const refused = world.load.register((begun) => begun < 3, { prefix: 'refused' });
        for (const mood of moods) {
          world.sink.mood = mood;
          await sleep(secondsPerMood * 1000);
        }
        world.sink.mood = 'take';
        world.struck = secondsPerMood;
        await refused;
      }),
  },
  {
    name: 'unreadable rows',
    full: { registrations: 1_000, blows: poison.length },
    quick: { registrations: 100, blows: poison.length },
    settleWithin: 20,
    parks: { count: poison.length, because: /payload does not fit/ },
    run: async (world, extent) =>
      whilePeopleRegister(world, extent.registrations, () => 100, async () => {
        for (const payload of poison) {
          await world.stores.query(`INSERT INTO outbox (id, job, payload) VALUES (gen_random_uuid(), 'welcome-email', $1)`, [payload]);
          world.struck += 1;
        }
      }),
  },
  {
    name: 'finished jobs delivered again',
    full: { registrations: 10_000, blows: 1 },
    quick: { registrations: 200, blows: 1 },
    settleWithin: 60,
    run: async (world, { registrations }) => {
      await world.load.register((begun) => begun < registrations);
      await world.settle(120);
      await deliverAgain(world);
      world.struck = 1;
    },
  },
  {
    name: 'PostgreSQL restarted',
    full: { registrations: 3_000, blows: 5 },
    quick: { registrations: 200, blows: 1 },
    settleWithin: 60,
    run: async (world, extent) => {
      const pids = () => [...world.apis, ...world.workers].map(({ pid }) => pid).join();
      const before = pids();
      await under(world, extent, async () => world.stores.restartPostgres());
      if (pids() !== before) world.faults.push('a process did not live through it');
    },
  },
  ...crashScenarios,
];

/** The other API serves meanwhile. */
async function replaceApi(world: World, index: number): Promise<void> {
  const api = world.apis[index];
  if (!api) return;
  await world.retire(api, { forGood: false });
  await api.start();
}

/** The new worker runs before the oldest one is told to stop. */
async function replaceWorker(world: World): Promise<void> {
  await world.addWorker();
  const [oldest] = world.workers;
  if (oldest) await world.retire(oldest);
}

/** Puts every row into the queue once more, as if Redis had forgotten that its job is done. */
async function deliverAgain(world: World): Promise<void> {
  const rows = await world.stores.query<{ id: string; payload: unknown }>('SELECT id, payload FROM outbox');
  const queue = new Bull('email', world.stores.redisUrl);
  await queue.clean(0, 'completed');
  await queue.addBulk(rows.map(({ id, payload }) => ({ name: 'welcome-email', data: payload, opts: { jobId: id } })));
  while ((await queue.getWaitingCount()) + (await queue.getActiveCount()) > 0) await sleep(100);
  const again = await queue.getCompletedCount();
  if (again < rows.length) world.faults.push(`only ${again} of ${rows.length} jobs were delivered again`);
  await queue.clean(0, 'completed');
  await queue.close();
}
