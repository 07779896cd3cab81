import type { Extent } from './scenario.js';
import type { World } from './world.js';

const everyMs = 10_000;

/** Says every few seconds how far a scenario is, until it is over. */
export async function withProgress<Result>(name: string, world: World, { registrations, blows }: Extent, running: Promise<Result>): Promise<Result> {
  const since = performance.now();
  const say = (what: string) => process.stdout.write(`${`${Math.round((performance.now() - since) / 1000)} s`.padStart(6)}  ${name}: ${what}\n`);
  const timer = setInterval(() => say(`${world.load.registrations.length} of ${registrations} registered, ${world.struck} of ${blows} blows, ${world.sink.receipts.size} mails`), everyMs);
  try {
    return await running;
  } finally {
    clearInterval(timer);
    say('over');
  }
}
