import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { addresses, from } from './support/from.js';
import type { Answer, HttpClient } from './support/http-client.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type UserInput, aRegisteredUser, aUser } from './support/users.js';

/** Wrong passwords for one account from one address, for all accounts from one address, and for one account from everywhere. */
const [ofPlace, ofAddress, ofStrangers] = [3, 30, 20];
const environment = { RATE_LIMIT: 'on', RATE_LIMIT_REQUESTS: 'none', RATE_LIMIT_REGISTER: 'none', RATE_LIMIT_SIGN_IN: `${ofPlace}/minute`, TRUST_PROXY: '1' };
const service = bootService({ environment });
const neighbour = bootService({ besides: service, environment });
const newAddress = addresses();

async function signIn({ email, password }: UserInput, address: string, at: HttpClient = service): Promise<Answer> {
  return at.post('/auth/login', { email, password }, from(address));
}

async function guess({ email }: UserInput, address: string, at: HttpClient = service): Promise<Answer> {
  return signIn({ email, password: 'a wrong password' }, address, at);
}

/** Guesses from ever new addresses until strangers have to wait; returns the statuses. */
async function attack(victim: UserInput): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < ofStrangers; n++) statuses.push((await guess(victim, newAddress(), n % 2 ? service : neighbour)).status);
  return statuses;
}

describe('signing in', () => {
  it('is refused where too many passwords were wrong, and nowhere else', async () => {
    const ada = await aRegisteredUser(service);
    const address = newAddress();
    for (let n = 0; n < ofPlace; n++) expectProblem(await guess(ada, address, n % 2 ? service : neighbour), 401, 'CREDENTIALS_INVALID');

    for (const at of [service, neighbour]) {
      const refused = await signIn(ada, address, at);
      expectProblem(refused, 429, 'RATE_LIMITED');
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(50);
    }
    expect((await signIn({ ...ada, email: ada.email.toUpperCase() }, address)).status).toBe(429);
    expect((await signIn(ada, newAddress())).status).toBe(200);
  });

  it('does not count passwords that are right, however many come at once', async () => {
    const ada = await aRegisteredUser(service);
    const address = newAddress();

    const answers = await Promise.all(Array.from({ length: 50 }, async (_, n) => signIn(ada, address, n % 2 ? service : neighbour)));

    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  });

  it('lets no burst of guesses through before the first has failed', async () => {
    const ada = await aRegisteredUser(service);
    const address = newAddress();

    const answers = await Promise.all(Array.from({ length: 40 }, async () => guess(ada, address)));

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(ofPlace);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40 - ofPlace);
  });

  it('is refused to an address that tries one account after the other', async () => {
    const address = newAddress();
    for (let n = 0; n < ofAddress; n++) expect((await guess(aUser(), address)).status).toBe(401);

    expectProblem(await guess(aUser(), address), 429, 'RATE_LIMITED');
  });
});

describe('an account whose password others guess', () => {
  it('keeps strangers waiting longer and longer, and lets its owner in where they have signed in before', async () => {
    const ada = await aRegisteredUser(service);
    const home = newAddress();
    expect((await signIn(ada, home)).status).toBe(200);

    expect(await attack(ada)).toEqual(Array(ofStrangers).fill(401));

    const refused = await guess(ada, newAddress());
    expectProblem(refused, 429, 'RATE_LIMITED');
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect([(await signIn(ada, home)).status, (await signIn(ada, home, neighbour)).status]).toEqual([200, 200]);
    expect((await guess(ada, home)).status).toBe(401);
    expect((await signIn(ada, home)).status).toBe(200);

    const waits = await waitsOf(ada, 3);
    expect(waits).toEqual([2, 4, 8]);
    expect((await signIn(ada, newAddress(), neighbour)).status).toBe(429);
    expect((await signIn(ada, home)).status).toBe(200);
  });

  it('tells nobody whether there is such an account', async () => {
    const nobody = aUser();

    expect(await attack(nobody)).toEqual(Array(ofStrangers).fill(401));

    expect((await guess(nobody, newAddress())).headers.get('Retry-After')).toBe('1');
    expect(await waitsOf(nobody, 1)).toEqual([2]);
  });

  it('is not named in Redis', async () => {
    const ada = await aRegisteredUser(service);
    await signIn(ada, newAddress());
    await guess(ada, newAddress());
    const redis = new Redis(service.environment.REDIS_URL!);

    const keys = await redis.keys('*');

    redis.disconnect();
    expect(keys.some((key) => key.startsWith('isobar:limit:sign-in'))).toBe(true);
    expect(keys.filter((key) => key.includes(ada.email) || key.includes('@'))).toEqual([]);
  });
});

/** Waits as a stranger is told to, guesses, and notes how long the next one is told to wait; so many times. */
async function waitsOf(victim: UserInput, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < times; n++) {
    const before = await guess(victim, newAddress());
    await sleep(Number(before.headers.get('Retry-After')) * 1000 + 50);
    expect((await guess(victim, newAddress())).status).toBe(401);
    waits.push(Number((await guess(victim, newAddress(), neighbour)).headers.get('Retry-After')));
  }
  return waits;
}
