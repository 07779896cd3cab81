import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 25;

/** Tries `probe` until it returns without throwing; after `withinMs` milliseconds its last error is the test's. */
export async function eventually<Value>(probe: () => Value | Promise<Value>, withinMs = 10_000): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(pollMs);
    }
  }
}
