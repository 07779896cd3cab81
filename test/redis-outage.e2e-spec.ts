import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { OwnServer } from './support/own-server.js';
import { aPlacedOrder } from './support/orders.js';
import { bootService } from './support/service.js';
import { SocketClients, collect, next } from './support/socket-client.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { aSignedInUser, aUser } from './support/users.js';

const mail = new MailCatcher();
const redis = OwnServer.redis();
const service = bootService({ mail, redis, worker: true });
const sockets = new SocketClients(service);

const cuts = [
  ['gone', { off: async () => redis.stop(), on: async () => redis.start() }],
  ['frozen', { off: () => { redis.freeze(); }, on: () => { redis.thaw(); } }],
] as const;

describe.each(cuts)('while Redis is %s', (_, { off, on }) => {
  afterEach(async () => eventually(async () => { expect((await service.get('/health/ready')).body).toMatchObject({ status: 'ready' }); }));

  it('people register at once, and get their one mail when it is back', async () => {
    const users = Array.from({ length: 5 }, () => aUser());
    await off();

    const answers = await Promise.all(users.map(async (user) => service.post('/register', user)));

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(Math.max(...answers.map(({ headers }) => Number(headers.get('X-Process-Time'))))).toBeLessThan(1);
    expect(await service.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'degraded', dependencies: { redis: { status: 'down' }, database: { status: 'up' } } },
    });
    expect(users.flatMap(({ email }) => mail.to(email))).toEqual([]);
    await on();
    await Promise.all(users.map(async ({ email }) => mail.arrives(email, 20_000)));
    await aSignedInUser(service);
    expect(users.map(({ email }) => mail.to(email).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('sockets are answered, orders are placed, and their owners hear of them when it is back', async () => {
    const ada = await aSignedInUser(service);
    const socket = await sockets.connect(ada);
    const told = next(socket, 'order:created', 20_000);
    await off();

    expect(await socket.emitWithAck('message', 'still here')).toEqual({ ok: true, data: 'Response: STILL HERE' });
    expect(await (await sockets.connect(ada)).emitWithAck('resume', { offset: 0 })).toMatchObject({ ok: true });
    const order = await aPlacedOrder(service, ada);

    await on();
    expect(await told).toEqual({ ...order, offset: 1 });
  });
});

describe.each(cuts)('a socket that is cut off while Redis is %s', (_, { off, on }) => {
  it('comes back as a new one to the same process, and resumes', async () => {
    const balancer = new TcpProxy(() => service.url);
    await balancer.start();
    const ada = await aSignedInUser(service);
    const socket = await sockets.ready(ada, { url: balancer.origin });
    await off();

    const back = new Promise<void>((resolve) => socket.once('connect', resolve));
    balancer.cutConnections();
    await aPlacedOrder(service, ada);
    await within(10_000, 'the reconnection', back);

    expect(socket.recovered).toBe(false);
    expect(await socket.emitWithAck('resume', { offset: 0 })).toMatchObject({ ok: true, data: { events: [{ offset: 1 }] } });
    expect(await socket.emitWithAck('weather:subscribe', { city: '...' })).toMatchObject({ ok: false });
    await on();
    expect(service.api.running).toBe(true);
    await balancer.stop();
  });
});

describe('an event that never came through Redis', () => {
  it('is told to the sockets of its owner all the same, in order', async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const [hers, strangers] = [await sockets.connect(ada), await sockets.connect(eve)].map((socket) => collect(socket, 'order:created'));
    await service.worker.stop();
    const orders = [await aPlacedOrder(service, ada), await aPlacedOrder(service, ada)];
    // As if Redis had taken both, and lost them: the worker will not send them again.
    await service.database.query('UPDATE personal_events SET published_at = now() WHERE user_id = $1', [ada.id]);
    await sleep(5_000);

    await redis.stop();
    await redis.start();

    const expected = orders.map((order, n) => ({ ...order, offset: n + 1 }));
    await eventually(() => { expect(hers).toEqual(expected); }, 20_000);
    await service.startWorker();
    const third = await aPlacedOrder(service, ada);
    await eventually(() => { expect(hers).toEqual([...expected, { ...third, offset: 3 }]); }, 20_000);
    expect(strangers).toEqual([]);
  });

  it('is told also when a newer one came first', async () => {
    const ada = await aSignedInUser(service);
    const hers = collect(await sockets.connect(ada), 'order:created');
    await service.worker.stop();
    await aPlacedOrder(service, ada);
    await service.database.query('UPDATE personal_events SET published_at = now() WHERE user_id = $1', [ada.id]);
    await service.startWorker();
    await aPlacedOrder(service, ada);
    await eventually(() => { expect(hers.map(({ offset }) => offset)).toEqual([2]); });

    await sleep(5_000);
    await redis.stop();
    await redis.start();

    await eventually(() => { expect(hers.map(({ offset }) => offset)).toEqual([2, 1, 2]); }, 20_000);
  });
});

describe('a worker that is told to stop', () => {
  const [gone, frozen] = cuts;
  const moments = [
    ['while Redis is gone', gone[1]],
    ['while Redis is frozen', frozen[1]],
    ['as Redis comes back', { off: async () => restart(), on: () => undefined }],
  ] as const;
  afterEach(() => { mail.mode = 'accept'; });

  it.each(moments)('%s finishes what it holds, and ends within seconds', async (_, { off, on }) => {
    const { email } = await aRegisteredUserWhoseMailIsOnTheWire();
    await off();

    const askedAt = performance.now();
    await service.worker.stop();

    expect(performance.now() - askedAt).toBeLessThan(7_000);
    expect(mail.to(email)).toHaveLength(1);
    await on();
    mail.mode = 'accept';
    await service.startWorker();
    const next = aUser();
    await service.post('/register', next);
    await mail.arrives(next.email, 20_000);
    expect(mail.to(email)).toHaveLength(1);
  });

  async function restart() {
    await redis.stop();
    await sleep(2_000);
    await redis.start();
  }

  async function aRegisteredUserWhoseMailIsOnTheWire() {
    const user = aUser();
    const before = mail.attempts;
    mail.mode = 'slow';
    await service.post('/register', user);
    await eventually(() => { expect(mail.attempts).toBeGreaterThan(before); });
    return user;
  }
});

describe('without Redis', () => {
  it('both processes start, and take up their work when it comes', async () => {
    const user = aUser();
    await Promise.all([service.api.stop(), service.worker.stop()]);
    await redis.stop();

    const worker = service.startWorker();
    await service.startApi();
    expect((await service.post('/register', user)).status).toBe(201);
    await redis.start();

    await worker;
    await mail.arrives(user.email, 20_000);
  });
});
