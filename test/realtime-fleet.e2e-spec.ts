import { beforeAll, describe, expect, it } from '@jest/globals';
import { tokenPair } from '../src/auth/auth.schemas.js';
import { within } from './support/deadline.js';
import { bootFleet } from './support/fleet.js';
import { aPlacedOrder } from './support/orders.js';
import { Service } from './support/service.js';
import { type SocketClient, SocketClients, collect, next } from './support/socket-client.js';
import { type SignedInUser, aSignedInUser, anAdmin, leave } from './support/users.js';

const fleet = bootFleet({ worker: true });
const { service, other, balancer } = fleet;
const sockets = new SocketClients({ get url() { return balancer.origin; } });

let admin: SignedInUser;
beforeAll(async () => { admin = await anAdmin(service); });
/** On another client. */
const changePassword = async ({ email, password }: SignedInUser) => {
  const as = (await service.post('/auth/login', { email, password })).as(tokenPair);
  await service.request('PUT', '/users/me/password', { currentPassword: password, newPassword: 'another horse and saddle' }, { as });
};

const connectThrough = async (to: Service, user?: SignedInUser) => {
  fleet.connectedTo = to;
  return sockets.ready(user);
};
const reconnection = async (socket: SocketClient) =>
  within(
    10_000,
    'the reconnection',
    new Promise((resolve) =>
      socket.once('connect', () => {
        resolve(undefined);
      }),
    ),
  );
const closing = async (socket: SocketClient) => within(10_000, 'the end', new Promise((resolve) => socket.once('disconnect', resolve)));

describe('a message', () => {
  it('is answered on each process, to its sender alone', async () => {
    const clients = [await connectThrough(service), await connectThrough(other), await connectThrough(service), await connectThrough(other)];
    const heard = clients.map((socket) => collect(socket, 'response'));

    const answers = await Promise.all(clients.slice(0, 2).map(async (socket, n) => socket.emitWithAck('message', `hello ${n}`)));

    expect(answers).toEqual([{ ok: true, data: 'Response: HELLO 0' }, { ok: true, data: 'Response: HELLO 1' }]);
    for (const socket of clients.slice(2)) await socket.emitWithAck('message', 'mine');
    expect(heard).toEqual([['Response: HELLO 0'], ['Response: HELLO 1'], ['Response: MINE'], ['Response: MINE']]);
  });
});

describe.each([['the same', () => service], ['another', () => other]])('a lost connection that comes back to %s process', (_, target) => {
  it('is recovered, with the personal events that it missed', async () => {
    const ada = await aSignedInUser(service);
    const socket = await connectThrough(service, ada);
    const told = collect(socket, 'order:created');
    const { id } = socket;
    const lost = closing(socket);
    socket.io.reconnectionDelay(500);

    balancer.cutConnections();
    fleet.connectedTo = target();
    await lost;
    const order = await aPlacedOrder(service, ada);
    await reconnection(socket);

    expect(socket).toMatchObject({ recovered: true, id });
    if (told.length === 0) await next(socket, 'order:created');
    expect(told).toEqual([{ ...order, offset: 1 }]);
    const second = next(socket, 'order:created');
    const later = await aPlacedOrder(service, ada);
    expect(await second).toEqual({ ...later, offset: 2 });
  });

  it('is recovered too after nothing but a message', async () => {
    const socket = await connectThrough(service);
    await socket.emitWithAck('message', 'a text that is no position in a stream');
    const lost = closing(socket);

    balancer.cutConnections();
    fleet.connectedTo = target();
    await lost;
    await reconnection(socket);

    expect(socket.recovered).toBe(true);
    expect(await socket.emitWithAck('message', 'back')).toEqual({ ok: true, data: 'Response: BACK' });
  });

  it('is refused when its session has ended meanwhile, and told nothing of what happened since', async () => {
    const ada = await aSignedInUser(service);
    const socket = await connectThrough(service, ada);
    const told = collect(socket, 'order:created');
    const lost = closing(socket);
    socket.io.reconnectionDelay(2_000);

    balancer.cutConnections();
    fleet.connectedTo = target();
    await lost;
    await aPlacedOrder(service, ada);
    await service.post('/auth/logout', { refreshToken: ada.refreshToken });
    const refusal = await within(10_000, 'the refusal', new Promise<Error>((resolve) => socket.once('connect_error', resolve)));

    expect(refusal.message).toBe('SESSION_ENDED');
    expect(told).toEqual([]);
  });
});

describe('a process that is told to stop', () => {
  it('hands its connections over: they are recovered on another', async () => {
    const third = new Service({ besides: service });
    await third.start();
    const ada = await aSignedInUser(service);
    const socket = await connectThrough(third, ada);
    const told = next(socket, 'order:created', 10_000);
    const lost = closing(socket);

    fleet.connectedTo = service;
    const stopped = third.stop();
    await lost;
    const order = await aPlacedOrder(service, ada);
    await reconnection(socket);

    expect(socket.recovered).toBe(true);
    expect(await told).toEqual({ ...order, offset: 1 });
    await stopped;
  });
});

describe('the end of a session', () => {
  it.each([
    ['signing out', async (ada: SignedInUser) => service.post('/auth/logout', { refreshToken: ada.refreshToken })],
    ['signing out everywhere', async (ada: SignedInUser) => service.delete('/auth/sessions', { as: ada })],
    ['being blocked', async (ada: SignedInUser) => service.request('PUT', `/users/${ada.id}/block`, undefined, { as: admin })],
    ['changing the password elsewhere', changePassword],
    ['deleting the account', async (ada: SignedInUser) => leave(service, ada)],
  ])('by %s closes its sockets on every process within a second, and says why', async (_, end) => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const [here, there] = [await connectThrough(service, ada), await connectThrough(other, ada)];
    const [stranger, nobody] = [await connectThrough(other, eve), await connectThrough(other)];
    const reasons = Promise.all([next(here, 'closing'), next(there, 'closing')]);
    const closed = Promise.all([closing(here), closing(there)]);

    await end(ada);

    expect(await within(1_000, 'the end of both', closed)).toEqual(['io server disconnect', 'io server disconnect']);
    expect(await reasons).toEqual([expect.objectContaining({ code: 'SESSION_ENDED' }), expect.objectContaining({ code: 'SESSION_ENDED' })]);
    expect([stranger.connected, nobody.connected]).toEqual([true, true]);
    fleet.connectedTo = service;
    expect((await sockets.refusal(ada.accessToken)).message).toBe('SESSION_ENDED');
  });
});
