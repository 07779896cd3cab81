import { Redis } from 'ioredis';
import type { Bench } from '../part.js';
import type { Services } from '../processes/services.js';
import { Times, medianBy } from '../statistics.js';
import type { Service } from './service.js';

interface State {
  begin: (services: Services) => Promise<void> | void;
  end?: (services: Services) => Promise<void> | void;
}

/** What may become of Redis while people register. */
const states: Record<string, State> = {
  running: { begin: () => undefined },
  stopped: { begin: async (services) => services.stopRedis(), end: async (services) => services.startRedis() },
  frozen: { begin: (services) => { services.freezeRedis(); }, end: (services) => { services.thawRedis(); } },
  wiped: { begin: async (services) => wipe(services.redisUrl) },
};

export interface InState {
  state: string;
  /** Of all registrations, from 0 to 1. */
  succeeded: number;
  /** From when the request was due to its answer; milliseconds, each the median of the rounds. */
  p50: number;
  p99: number;
}

/** Registers people at one rate whatever Redis does; the states take turns, so that a machine that slows down slows all. */
export async function inEachState({ options, say }: Bench, rate: number, service: Service): Promise<InState[]> {
  const measured = new Map(Object.keys(states).map((state) => [state, [] as InState[]]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const [state, { begin, end }] of Object.entries(states)) {
      await begin(service.services);
      const registrations = await service.people.atRate(rate, options.state).finally(async () => end?.(service.services));
      const times = Times.of(registrations.map(({ due, answered }) => answered - due));
      if (state === 'running' && registrations.some(({ status }) => status !== 201)) throw new Error('Registrations failed although Redis was running.');
      const succeeded = registrations.filter(({ status }) => status === 201).length / registrations.length;
      say(`Redis ${state}, round ${round} of ${options.rounds}: p99 ${times.percentile(99).toFixed(1)} ms, ${(succeeded * 100).toFixed(2)} % succeeded`);
      measured.get(state)!.push({ state, succeeded, p50: times.percentile(50), p99: times.percentile(99) });
      await service.settle();
    }
  }
  return [...measured].map(([state, rounds]) => ({
    state,
    succeeded: Math.min(...rounds.map(({ succeeded }) => succeeded)),
    p50: medianBy(rounds, ({ p50 }) => p50).p50,
    p99: medianBy(rounds, ({ p99 }) => p99).p99,
  }));
}

async function wipe(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}
