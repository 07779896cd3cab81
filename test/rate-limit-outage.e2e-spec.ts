import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from './support/eventually.js';
import { addresses, from } from './support/from.js';
import type { Answer } from './support/http-client.js';
import { OwnServer } from './support/own-server.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aUser } from './support/users.js';

const limit = 40;
const redis = OwnServer.redis();
const environment = {
  RATE_LIMIT: 'on',
  RATE_LIMIT_REQUESTS: `${limit}/minute`,
  RATE_LIMIT_REGISTER: '3/minute',
  RATE_LIMIT_SIGN_IN: '3/minute',
  TRUST_PROXY: '1',
};
const service = bootService({ redis, environment });
const neighbour = bootService({ besides: service, environment });
const newAddress = addresses();

const cuts = [
  ['gone', { off: async () => redis.stop(), on: async () => redis.start() }],
  ['frozen', { off: () => { redis.freeze(); }, on: () => { redis.thaw(); } }],
  ['a replica that takes no writes', { off: async () => replicate('127.0.0.1', 9), on: async () => replicate('NO', 'ONE') }],
] as const;

async function replicate(host: string, port: number | string): Promise<void> {
  const client = new Redis(redis.url);
  await client.call('REPLICAOF', host, port);
  client.disconnect();
}

async function ask(times: number, request: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let n = 0; n < times; n++) answers.push(await request());
  return answers;
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const seconds = (answers: Answer[]) => answers.map(({ headers }) => Number(headers.get('X-Process-Time'))).sort((a, b) => a - b);
const slowest = (answers: Answer[]) => seconds(answers).at(-1);
/** Less than a Redis that answers nothing is waited for. */
const withoutWaiting = 0.25;

describe.each(cuts)('while Redis is %s', (_, { off, on }) => {
  afterEach(async () => {
    await on();
    await eventually(async () => { expect((await service.get('/health/ready')).body).toMatchObject({ status: 'ready' }); });
  });

  it('an address is limited by what each process has counted, and waits for nothing', async () => {
    const address = newAddress();
    await ask(limit - 10, async () => service.get('/products', from(address)));
    await off();

    const answers = await ask(12, async () => service.get('/products', from(address)));

    expect(statuses(answers)).toEqual([...Array<number>(10).fill(200), 429, 429]);
    expect(seconds(answers)[10]).toBeLessThan(withoutWaiting);
  });

  it('registering and signing in stay limited, and do not hang', async () => {
    const ada = await aRegisteredUser(service);
    const address = newAddress();
    await off();

    const [registrations, guesses] = await Promise.all([
      ask(5, async () => service.post('/register', aUser(), from(address))),
      ask(5, async () => service.post('/auth/login', { email: ada.email, password: 'a wrong password' }, from(address))),
    ]);

    expect(statuses(registrations)).toEqual([201, 201, 201, 429, 429]);
    expect(statuses(guesses)).toEqual([401, 401, 401, 429, 429]);
    expect(slowest([...registrations, ...guesses])).toBeLessThan(1);
    expect((await service.post('/auth/login', { email: ada.email, password: ada.password }, from(newAddress()))).status).toBe(200);
  });

  it('nobody waits for it when the service has known for a while', async () => {
    await off();
    await service.post('/register', aUser(), from(newAddress()));

    const answers = await ask(5, async () => service.post('/register', aUser(), from(newAddress())));

    expect(statuses(answers)).toEqual(Array(5).fill(201));
    expect(seconds(answers)[2]).toBeLessThan(withoutWaiting);
  });
});

describe('after Redis was away', () => {
  it.each(cuts)('because it was %s, all processes count together again', async (_, { off, on }) => {
    await off();
    await ask(3, async () => service.get('/products', from(newAddress())));
    await on();

    await eventually(async () => {
      const address = newAddress();
      await ask(limit / 2, async () => service.get('/products', from(address)));
      const answers = await ask(limit / 2 + 4, async () => neighbour.get('/products', from(address)));
      expect(answers.at(-1)?.status).toBe(429);
      await service.post('/register', aUser(), from(address));
      expect((await neighbour.post('/register', aUser(), from(newAddress()))).headers.get('RateLimit')).toContain('"register";r=2');
    });
  });
});
