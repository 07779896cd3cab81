import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { OwnServer } from './support/own-server.js';
import { aPlacedOrder } from './support/orders.js';
import { bootService } from './support/service.js';
import { SocketClients, next } from './support/socket-client.js';
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
    expect(await service.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded', dependencies: { redis: { status: 'down' }, database: { status: 'up' } } } });
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
