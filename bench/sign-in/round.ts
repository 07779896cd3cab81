import type { Child } from '../processes/child.js';
import type { Times } from '../statistics.js';
import type { People } from './people.js';

/** What others ask for, and how many times a second each. */
const looks = { 'GET /': () => '/', 'GET /users/:id': (id: number) => `/users/${id}` };
const looksPerSecond = 50;

export type Look = keyof typeof looks;

export interface Looks {
  times: Record<Look, Times>;
  /** The 99th percentile of the event loop's lag in that time, as `/metrics` has it, less the 10 ms between two looks at the clock. */
  lagMs: number;
}

/** Sign-ins and bare verifications per second; and what others waited, while nobody signed in and while everybody did. */
export interface Round {
  bare: number;
  /** Bare verifications per second when no processor is left for anything else. */
  everyProcessor: number;
  signIns: number;
  /** Microseconds of the API's processor time per sign-in, hashing included. */
  cpuPerSignIn: number;
  quiet: Looks;
  hammered: Looks;
}

interface Stage {
  bare: Child;
  everyProcessor: Child;
  api: Child;
  people: People;
  metrics: string;
  seconds: number;
}

/** A second of one thing and a second of the next, in turn, so that a machine that slows down slows all. */
export async function measure({ bare, everyProcessor, api, people, metrics, seconds }: Stage): Promise<Round> {
  const look = async (): Promise<Looks> => {
    await lagMs(metrics);
    const times = await people.look(looks, looksPerSecond, seconds);
    return { times, lagMs: await lagMs(metrics) };
  };
  const quiet = await look();
  const sums = { bare: 0, everyProcessor: 0, signIns: 0 };
  const cpuBefore = await api.cpu();
  for (let second = 0; second < seconds; second++) {
    sums.bare += await bare.ask<number>('verify', 1);
    sums.signIns += await people.signIn(1);
    sums.everyProcessor += await everyProcessor.ask<number>('verify', 1);
  }
  const cpuPerSignIn = ((await api.cpu()) - cpuBefore) / sums.signIns;
  const [hammered] = await Promise.all([look(), people.signIn(seconds)]);
  return { bare: sums.bare / seconds, everyProcessor: sums.everyProcessor / seconds, signIns: sums.signIns / seconds, cpuPerSignIn, quiet, hammered };
}

/** Of the time since it was asked for before: who reads the metric begins it anew. */
async function lagMs(metrics: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  const interval = 10;
  return Math.max(0, Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1]) * 1000 - interval);
}
