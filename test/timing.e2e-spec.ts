import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bootService } from './support/service.js';
import { aRegisteredUser } from './support/users.js';

/** A hash that costs little leaves more of the answer's time to what could differ. */
const service = bootService({ worker: false, environment: { PASSWORD_HASH_MEMORY_KIB: '1024', PASSWORD_HASH_ITERATIONS: '1' } });

const pairs = 1_000;
const attempts = 3;
const allowed = 0.05;

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** How much longer one takes than the other, of the other's time: of the medians of many of each, one after the other in turn. */
async function difference(ask: (email: string) => Promise<unknown>, known: string): Promise<number> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 2 * pairs; n++) {
    // Not strictly by turns: what comes second in a pair may find things warm.
    const who = n % 4 === 0 || n % 4 === 3 ? 'known' : 'unknown';
    const email = who === 'known' ? known : `${randomUUID()}@example.org`;
    const from = performance.now();
    await ask(email);
    times[who].push(performance.now() - from);
  }
  const [a, b] = [median(times.known), median(times.unknown)];
  return Math.abs(a - b) / b;
}

describe('whether an account exists', () => {
  it.each([
    ['signing in', async (email: string) => service.post('/auth/login', { email, password: 'not the password' })],
    ['a forgotten password', async (email: string) => service.post('/auth/forgot-password', { email })],
    ['another verification', async (email: string) => service.post('/auth/resend-verification', { email })],
  ])('cannot be told by how long the answer takes: %s', async (_, ask) => {
    const { email } = await aRegisteredUser(service);
    let least = Infinity;

    for (let attempt = 0; attempt < attempts && least > allowed; attempt++) least = Math.min(least, await difference(ask, email));

    expect(least).toBeLessThan(allowed);
  }, 120_000);
});
