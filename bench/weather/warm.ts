import { type Measurement, type Workload, measure } from '../http/load.js';
import type { Bench } from '../part.js';
import { medianBy } from '../statistics.js';
import type { World } from './world.js';

/** Of the requests per second of `GET /`. */
const goal = 0.8;
const workloads: Workload[] = [
  { name: 'GET /', goal: 1, paths: () => ['/'] },
  { name: 'GET /weather/oslo', goal, paths: () => ['/weather/oslo'] },
];

export interface Warm {
  workload: Workload;
  measured: Measurement;
  /** Requests per second of each round, by which one sees how steady the machine was. */
  byRound: number[];
}

/** `GET /`, and weather that is known, in turn, so that a machine that slows down slows both. The first round warms up and does not count. */
export async function warm({ options, say }: Bench, { api }: World): Promise<Warm[]> {
  const measured = workloads.map((workload) => ({ workload, rounds: [] as Measurement[] }));
  for (let round = 0; round <= options.rounds; round++) {
    for (const { workload, rounds } of measured) {
      const one = await measure(api, workload, options);
      say(`${workload.name}: ${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}, ${Math.round(one.requestsPerSecond)} requests/s`);
      if (round > 0) rounds.push(one);
    }
  }
  return measured.map(({ workload, rounds }) => ({
    workload,
    measured: medianBy(rounds, ({ requestsPerSecond }) => requestsPerSecond),
    byRound: rounds.map(({ requestsPerSecond }) => requestsPerSecond),
  }));
}
