import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { anOrder } from './support/orders.js';
import { OwnServer } from './support/own-server.js';
import { expectProblem } from './support/problem.js';
import { RefusingPostgres } from './support/refusing-postgres.js';
import { type Service, bootService } from './support/service.js';
import { ServiceProcess } from './support/service-process.js';
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

/** The service, which reaches its database by way of a proxy. */
function bootBehindProxy(options: { worker?: boolean } = {}): { proxy: TcpProxy; service: Service } {
  let direct: TestDatabase;
  const proxy = new TcpProxy(() => direct.url);
  const environment: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    direct = await TestDatabase.create();
    await proxy.start();
    environment.DATABASE_URL = proxy.url;
  });
  const service = bootService({ ...options, environment });
  afterAll(async () => {
    await proxy.stop();
    await direct.drop();
  });
  return { proxy, service };
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
  const { proxy, service } = bootBehindProxy();

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

describe('a database that is frozen', () => {
  const { proxy, service } = bootBehindProxy({ worker: true });

  it('is told as 503 when its time is over, and holds up no process that is told to end', async () => {
    const ada = await aSignedInUser(service);
    proxy.freeze();

    const answers = await Promise.all([service.get(`/users/${ada.id}`), service.get('/orders', { as: ada }), service.post('/register', aUser())]);
    for (const answer of answers) {
      expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
      expect(Number(answer.headers.get('X-Process-Time'))).toBeLessThan(9);
    }
    expect(await service.get('/')).toMatchObject({ status: 200 });

    for (const process of [service.worker, service.api]) {
      process.kill('SIGTERM');
      expect(await process.exited).toEqual({ code: 0, signal: null });
    }
  });
});

describe('a database that lets nobody in', () => {
  let direct: TestDatabase;
  let target = '';
  const proxy = new TcpProxy(() => target);
  const environment: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    direct = await TestDatabase.create();
    target = direct.url;
    await proxy.start();
    environment.DATABASE_URL = proxy.url;
  });
  const service = bootService({ environment });
  afterAll(async () => {
    await proxy.stop();
    await direct.drop();
  });

  it.each([
    ['has no connection left', '53300'],
    ['starts up', '57P03'],
    ['shuts down', '57P01'],
  ])('because it %s is told as 503', async (_, sqlState) => {
    const ada = await aSignedInUser(service);
    const refusing = new RefusingPostgres(sqlState);
    await refusing.start();
    target = refusing.url;
    proxy.cutConnections();

    const answers = [await service.get(`/users/${ada.id}`), await service.post('/register', aUser()), await service.get('/orders', { as: ada })];

    for (const answer of answers) {
      expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    target = direct.url;
    refusing.stop();
    expect(await ofEveryKind(service, ada)).toEqual([]);
  });

  it('to write is told as 503, and as the reason why the process is not ready', async () => {
    const name = new URL(direct.url).pathname.slice(1);
    await direct.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await direct.killConnections();

    const answer = await service.post('/register', aUser());

    expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await service.get('/health/ready')).toMatchObject({
      status: 503,
      body: { dependencies: { database: { status: 'down', reason: 'It takes no writes.' } } },
    });
    await direct.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await direct.killConnections();
    expect((await service.post('/register', aUser())).status).toBe(201);
  });
});

describe('a database that is away', () => {
  const postgres = OwnServer.postgres();
  const service = bootService({ postgres });

  it('is told as 503 at once, and everything works when it is back', async () => {
    const ada = await aSignedInUser(service);
    await postgres.stop();

    const answers = [
      await service.get(`/users/${ada.id}`),
      await service.get('/orders', { as: ada }),
      await service.post('/register', aUser()),
      await service.get(`/dashboard/${ada.id}`, { as: ada }),
    ];

    for (const answer of answers) {
      expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('X-Process-Time'))).toBeLessThan(2);
    }
    expect(await service.get('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'unavailable', dependencies: { database: { status: 'down' }, redis: { status: 'up' } } },
    });
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(await service.get('/')).toMatchObject({ status: 200 });

    await postgres.start();
    await eventually(async () => { expect((await service.get('/health/ready')).status).toBe(200); });
    expect(await ofEveryKind(service, ada)).toEqual([]);
  });

  it('is waited for by a process that starts, with a word now and then; which ends when it is told to', async () => {
    await service.api.stop();
    await postgres.stop();
    const impatient = ServiceProcess.launch('worker', service.environment);
    const patient = service.startApi();
    await eventually(() => { expect(impatient.output).toContain('it is tried every second'); }, 20_000);
    await sleep(4_000);

    impatient.kill('SIGTERM');
    expect(await within(1_000, 'its end', impatient.exited)).toEqual({ code: 0, signal: null });
    await postgres.start();
    await patient;

    for (const output of [impatient.output, service.api.output]) expect(output.split('it is tried every second')).toHaveLength(2);
    await eventually(() => { expect(service.api.output).toContain('the database is there'); });
    expect((await service.post('/register', aUser())).status).toBe(201);
  });
});
