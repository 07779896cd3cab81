import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses, from } from './support/from.js';
import type { Answer } from './support/http-client.js';
import { expectProblem } from './support/problem.js';
import { type Service, bootService } from './support/service.js';
import { SocketClients } from './support/socket-client.js';
import { aUser } from './support/users.js';

const limit = 20;
const environment = { RATE_LIMIT: 'on', RATE_LIMIT_REQUESTS: `${limit}/minute`, RATE_LIMIT_REGISTER: '3/minute,5/hour', TRUST_PROXY: '1' };
const service = bootService({ environment });
const neighbour = bootService({ besides: service, environment });
const direct = bootService({ besides: service, environment: { ...environment, TRUST_PROXY: '0' } });
const behindTwo = bootService({ besides: service, environment: { ...environment, RATE_LIMIT_REQUESTS: '5/second,12/minute', TRUST_PROXY: '2' } });
const unlimited = bootService({ besides: service, environment: { TRUST_PROXY: '1' } });
const sockets = new SocketClients(service);
const newAddress = addresses();

/** Asks so often, one after the other; returns the statuses. */
async function ask(times: number, request: (n: number) => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) statuses.push((await request(n)).status);
  return statuses;
}

/** Asks for the price list from an address until it has nothing left. */
async function spend(address: string, at: Service = service): Promise<void> {
  expect(await ask(limit, async () => at.get('/products', from(address)))).toEqual(Array(limit).fill(200));
}

describe('the limit for everyone', () => {
  it('tells each answer how the address stands', async () => {
    const address = newAddress();

    const first = await service.get('/products', from(address));
    const second = await service.get('/no/such/path', from(address));

    expect(first.headers.get('RateLimit-Policy')).toBe(`"default";q=${limit};w=60`);
    expect(first.headers.get('RateLimit')).toMatch(/^"default";r=19;t=60$/);
    expect(second.headers.get('RateLimit')).toMatch(/^"default";r=18;t=(?:60|59)$/);
  });

  it('refuses what is over it, whatever is asked, and nobody else', async () => {
    const address = newAddress();
    await spend(address);

    for (const answer of [
      await service.get('/products', from(address)),
      await service.get('/no/such/path', from(address)),
      await service.post('/register', aUser(), from(address)),
    ]) {
      const { detail } = expectProblem(answer, 429, 'RATE_LIMITED');
      const seconds = Number(answer.headers.get('Retry-After'));
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(detail).toContain(`${seconds} s`);
      expect(answer.headers.get('RateLimit')).toBe(`"default";r=0;t=${seconds}`);
    }
    expect((await service.get('/products', from(newAddress()))).status).toBe(200);
  });

  it('holds for connections of sockets, and not for what open ones say', async () => {
    const address = newAddress();
    const socket = await sockets.connect(undefined, service, { transports: ['polling'], extraHeaders: { 'X-Forwarded-For': address } });
    await ask(limit - 1, async () => service.get('/products', from(address)));

    const answer = await service.get('/socket.io/?EIO=4&transport=polling', from(address));
    expectProblem(answer, 429, 'RATE_LIMITED');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await socket.emitWithAck('message', 'still here')).toEqual({ ok: true, data: 'Response: STILL HERE' });
  });

  it('does not read the body of what it refuses', async () => {
    const address = newAddress();
    await spend(address);

    expectProblem(await service.post('/register', '{ this is no JSON', from(address)), 429, 'RATE_LIMITED');
  });

  it('counts what all processes are asked', async () => {
    const address = newAddress();
    const turns = await ask(limit, async (n) => (n % 2 ? service : neighbour).get('/products', from(address)));

    expect(turns).toEqual(Array(limit).fill(200));
    for (const at of [service, neighbour]) expect((await ask(2, async () => at.get('/products', from(address)))).at(-1)).toBe(429);
  });

  it('lets operators alone, and nothing else', async () => {
    const address = newAddress();
    await spend(address);

    for (const [path, status] of [['/health/live', 200], ['/health/ready', 200], ['/metrics', 401]] as const) {
      const answer = await service.get(path, from(address));
      expect({ path, status: answer.status, told: answer.headers.get('RateLimit') }).toEqual({ path, status, told: null });
    }
    for (const path of ['/health/live/../../products', '/metrics/x', '//health/live', '/docs', '/docs/swagger-ui-bundle.js', '/docs/events']) {
      expect({ path, status: (await service.get(path, from(address))).status }).toEqual({ path, status: 429 });
    }
  });

  it('begins anew, and can have several windows', async () => {
    const proxied = from('203.0.113.77', '10.0.0.1');
    const policy = '"default";q=5;w=1, "default-minute";q=12;w=60';

    expect(await ask(6, async () => behindTwo.get('/products', proxied))).toEqual([200, 200, 200, 200, 200, 429]);
    await sleep(1_050);
    const again = await behindTwo.get('/products', proxied);
    expect(again.status).toBe(200);
    expect(again.headers.get('RateLimit-Policy')).toBe(policy);
    expect(again.headers.get('RateLimit')).toMatch(/^"default";r=4;t=1, "default-minute";r=6;t=\d+$/);
    await sleep(1_050);
    await ask(5, async () => behindTwo.get('/products', proxied));
    await sleep(1_050);
    expect(await ask(2, async () => behindTwo.get('/products', proxied))).toEqual([200, 429]);
  });

  it('is not there when it is switched off', async () => {
    const address = newAddress();

    const answers = await Promise.all(Array.from({ length: 3 * limit }, async () => unlimited.get('/products', from(address))));

    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('RateLimit') ?? 'untold'}`))).toEqual(new Set(['200 untold']));
    expect(await ask(6, async () => unlimited.post('/register', aUser(), from(address)))).toEqual(Array(6).fill(201));
  });
});

describe('the address of a client', () => {
  it('is that of the connection when there is no proxy, whatever X-Forwarded-For says', async () => {
    const statuses = await ask(limit + 1, async () => direct.get('/products', from(newAddress())));

    expect(statuses).toEqual([...Array<number>(limit).fill(200), 429]);
  });

  it('is the last entry behind one proxy, whatever stands before it', async () => {
    const address = newAddress();

    const statuses = await ask(limit + 1, async (n) => service.get('/products', n % 2 ? from(newAddress(), newAddress(), address) : from(address)));

    expect(statuses.at(-1)).toBe(429);
    expect((await service.get('/products', from(address, newAddress()))).status).toBe(200);
  });

  it('is the last but one behind two', async () => {
    const address = newAddress();

    const statuses = await ask(6, async (n) => behindTwo.get('/products', from(newAddress(), address, `10.0.0.${n + 1}`)));

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await behindTwo.get('/products', from(address, newAddress(), '10.0.0.1'))).status).toBe(200);
  });

  it('is not made up by what is no address', async () => {
    const nonsense = ['unknown', '_x', '999.1.1.1', '<script>', 'a'.repeat(4_000)];

    const statuses = await ask(limit + 1, async (n) => service.get('/products', from(nonsense[n % nonsense.length]!)));

    expect(statuses.at(-1)).toBe(429);
  });

  it('is a whole /64 of IPv6, however it is written', async () => {
    const forms = (n: number) => [`2001:db8:7:8::${n.toString(16)}`, `2001:0DB8:0007:0008:${n}:1:2:3`, `[2001:db8:7:8::a]:${4_000 + n}`][n % 3]!;

    expect(await ask(limit + 1, async (n) => service.get('/products', from(forms(n))))).toEqual([...Array<number>(limit).fill(200), 429]);
    expect((await service.get('/products', from('2001:db8:7:9::1'))).status).toBe(200);
  });
});

describe('registering', () => {
  it('is limited more tightly, by all processes together', async () => {
    const address = newAddress();
    expect(await ask(3, async (n) => (n % 2 ? service : neighbour).post('/register', aUser(), from(address)))).toEqual([201, 201, 201]);

    const refused = await service.post('/register', aUser(), from(address));

    expectProblem(refused, 429, 'RATE_LIMITED');
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(50);
    expect(refused.headers.get('RateLimit-Policy')).toBe(`"default";q=${limit};w=60, "register";q=3;w=60`);
    expect(refused.headers.get('RateLimit')).toMatch(/^"default";r=\d+;t=\d+, "register";r=0;t=\d+$/);
    expect((await neighbour.post('/register', aUser(), from(address))).status).toBe(429);
    expect((await service.post('/register', aUser(), from(newAddress()))).status).toBe(201);
    expect((await service.get('/products', from(address))).status).toBe(200);
  });

  it('counts what is no good as well', async () => {
    const address = newAddress();

    expect(await ask(4, async () => service.post('/register', {}, from(address)))).toEqual([400, 400, 400, 429]);
  });
});
