import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../part.js';
import { now } from '../processes/clock.js';
import { Times } from '../statistics.js';
import type { Cities } from './cities.js';
import { Client, type TimedAnswer } from './client.js';
import type { World } from './world.js';

export const coldPerSecond = 50;

/** Cities that nobody has asked for; milliseconds. */
export interface Cold {
  /** From asking to the end of the answer, and X-Process-Time. */
  answer: Times;
  processed: Times;
  /** The slower of the two calls of each answer, as the stand-in saw it. */
  call: Times;
  /** The slowest of all. */
  slowestCall: number;
  /** What each answer took beyond its own slower call: seen by the client, and by X-Process-Time. */
  beyond: Times;
  processedBeyond: Times;
  /** What a script's own call took beyond what the stand-in saw of it: what the machine adds by itself. */
  bareBeyond: Times;
}

/** Asks for one city after another at a constant rate, whether or not those before were answered, and in between for one call of the stand-in. */
export async function cold({ options, say }: Bench, { client, openMeteo }: World, cities: Cities): Promise<Cold> {
  say(`${options.cities} unknown cities, ${coldPerSecond}/s, calls of ${options.delay} ms …`);
  await openMeteo.delay(options.delay);
  await openMeteo.collect();
  const script = new Client(openMeteo.url);
  const start = now();
  const due = async (n: number) => sleep(Math.max(0, start + (n * 1000) / coldPerSecond - now()));
  const [asked, bare]: [Promise<TimedAnswer>[], Promise<TimedAnswer>[]] = [[], []];
  for (const [n, city] of cities.take(options.cities).entries()) {
    await due(n);
    asked.push(client.get(`/weather/${encodeURIComponent(city)}`));
    await due(n + 0.5);
    bare.push(script.get(`/v1/forecast?current=temperature_2m&latitude=bare&longitude=${n}`));
  }
  const [answers, bareAnswers] = [await Promise.all(asked), await Promise.all(bare)];
  script.leave();

  const calls = new Map<string, number>();
  for (const { place, took } of await openMeteo.collect()) calls.set(place, Math.max(took, calls.get(place) ?? 0));
  if (calls.size !== answers.length + bareAnswers.length) throw new Error(`${answers.length} cities took calls for ${calls.size - bareAnswers.length} places.`);
  const withCalls = answers.map((answer) => ({ ...answer, call: calls.get(placeOf(answer))! }));
  return {
    answer: Times.of(withCalls.map(({ took }) => took)),
    processed: Times.of(withCalls.map(({ processed }) => processed)),
    call: Times.of(withCalls.map(({ call }) => call)),
    slowestCall: Math.max(...withCalls.map(({ call }) => call)),
    beyond: Times.of(withCalls.map(({ took, call }) => took - call)),
    processedBeyond: Times.of(withCalls.map(({ processed, call }) => processed - call)),
    bareBeyond: Times.of(bareAnswers.map(({ took }, n) => took - calls.get(`bare,${n}`)!)),
  };
}

function placeOf({ body }: TimedAnswer): string {
  const { latitude, longitude } = (body as { city: { latitude: number; longitude: number } }).city;
  return `${latitude},${longitude}`;
}
