import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './support/eventually.js';
import { anOrder } from './support/orders.js';
import { OwnServer } from './support/own-server.js';
import { expectProblem } from './support/problem.js';
import { type Service, bootService } from './support/service.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { TestDatabase } from './support/test-database.js';
import { type SignedInUser, aSignedInUser, aUser } from './support/users.js';

/** Requests of every kind at once, enough of them to use many connections. */
async function ofEveryKind(service: Service, user: SignedInUser): Promise<string[]> {
  const kinds = [
    async () => service.get(`/users/${user.id}`),
    async () => service.get(`/dashboard/${user.id}`, { as: user }),
    async () => service.get('/orders', { as: user }),
    async () => service.post('/orders', anOrder(), { as: user }),
    async () => service.post('/register', aUser()),
  ];
  const answers = await Promise.all(Array.from({ length: 6 }, () => kinds).flat().map(async (ask) => ask()));
  return answers.filter(({ status }) => status >= 400).map(({ text }) => text);
}

describe('connections that the database has closed', () => {
  const service = bootService();

  it('are replaced, and no request sees it', async () => {
    const ada = await aSignedInUser(service);
    expect(await ofEveryKind(service, ada)).toEqual([]);

    for (let time = 0; time < 3; time++) {
      expect(await service.database.killConnections()).toBeGreaterThan(3);
      expect(await ofEveryKind(service, ada)).toEqual([]);
    }
  });
});

describe('connections that have died without a word', () => {
  let direct: TestDatabase;
  const proxy = new TcpProxy(() => direct.url);
  const environment: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    direct = await TestDatabase.create();
    await proxy.start();
    environment.DATABASE_URL = proxy.url;
  });
  const service = bootService({ environment });
  afterAll(async () => {
    await proxy.stop();
    await direct.drop();
  });

  it('are found out before they are used, and replaced', async () => {
    const ada = await aSignedInUser(service);
    expect(await ofEveryKind(service, ada)).toEqual([]);
    expect(proxy.silenceConnections()).toBeGreaterThan(3);
    // As long as a connection has rested when it is no longer trusted unasked.
    await sleep(1_100);

    const startedAt = performance.now();
    expect(await ofEveryKind(service, ada)).toEqual([]);

    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('a database that is away', () => {
  const postgres = OwnServer.postgres();
  const service = bootService({ postgres });

  it('is told as 503 at once, and everything works when it is back', async () => {
    const ada = await aSignedInUser(service);
    await postgres.stop();

    const answers = [await service.get(`/users/${ada.id}`), await service.get('/orders', { as: ada }), await service.post('/register', aUser()), await service.get(`/dashboard/${ada.id}`, { as: ada })];

    for (const answer of answers) {
      expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('X-Process-Time'))).toBeLessThan(2);
    }
    expect(await service.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'unavailable', dependencies: { database: { status: 'down' }, redis: { status: 'up' } } } });
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(await service.get('/')).toMatchObject({ status: 200 });

    await postgres.start();
    await eventually(async () => { expect((await service.get('/health/ready')).status).toBe(200); });
    expect(await ofEveryKind(service, ada)).toEqual([]);
  });
});
