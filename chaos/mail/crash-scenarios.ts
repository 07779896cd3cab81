import { setTimeout as sleep } from 'node:timers/promises';
import { type CrashPoint, crashPoints } from '../crash-points.js';
import { type MailScenario, inFlight, under } from './scenario.js';

/** A process that has not come to its point by then never will; in milliseconds. */
const crashWithin = 60_000;

/** The processes kill themselves at the worst moments, each of which is a scenario. */
export const crashScenarios: MailScenario[] = crashPoints.map(crash);

function crash(point: CrashPoint): MailScenario {
  const ofApi = point.startsWith('API');
  return {
    name: `crash: ${point}`,
    full: { registrations: 2_000, blows: 20 },
    quick: { registrations: 40, blows: 1 },
    settleWithin: 60,
    mayRepeat: ofApi ? () => 0 : inFlight,
    run: async (world, extent) => {
      const [victim] = ofApi ? world.apis : world.workers;
      if (!victim) return;
      const before = victim.deaths;
      victim.crashAt(point, extent.blows);
      await under(world, extent, async (index) => {
        for (const since = performance.now(); victim.deaths <= before + index && performance.now() - since < crashWithin; ) await sleep(20);
        if (victim.deaths <= before + index) throw new Error(`No process came to the point ${point}.`);
      });
    },
  };
}
