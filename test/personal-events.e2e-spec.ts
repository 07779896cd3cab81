import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { aPlacedOrder } from './support/orders.js';
import { Service, bootService } from './support/service.js';
import { SocketClients, collect, next } from './support/socket-client.js';
import { aToken } from './support/tokens.js';
import { aSignedInUser } from './support/users.js';

const service = bootService({ worker: true });
const sockets = new SocketClients(service);

describe('ready', () => {
  it('says how far the log of the person goes; nothing to strangers', async () => {
    const ada = await aSignedInUser(service);
    const hear = async (token?: string) => {
      const socket = sockets.open(token);
      const ready = next(socket, 'ready');
      socket.connect();
      return ready;
    };

    expect(await hear(ada.accessToken)).toEqual({ lastOffset: 0 });
    await aPlacedOrder(service, ada);
    expect(await hear(ada.accessToken)).toEqual({ lastOffset: 1 });
    expect(await hear()).toEqual({ lastOffset: null });
  });
});

describe('order:created', () => {
  it("reaches every socket of the order's owner, and nobody else's", async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const [first, second] = [await sockets.connect(ada), await sockets.connect(ada)];
    const [stranger, nobody] = [await sockets.connect(eve), await sockets.connect()];
    const overheard = [collect(stranger, 'order:created'), collect(nobody, 'order:created')];
    const told = Promise.all([next(first, 'order:created'), next(second, 'order:created')]);

    const order = await aPlacedOrder(service, ada);

    const event = { ...order, offset: 1 };
    expect(await told).toEqual([event, event]);
    const herOwn = next(stranger, 'order:created');
    const hers = await aPlacedOrder(service, eve);
    expect(await herOwn).toEqual({ ...hers, offset: 1 });
    expect(overheard).toEqual([[{ ...hers, offset: 1 }], []]);
  });

  it('is numbered without gaps, and arrives in that order', async () => {
    const ada = await aSignedInUser(service);
    const events = collect(await sockets.connect(ada), 'order:created');

    await Promise.all(Array.from({ length: 10 }, async () => aPlacedOrder(service, ada)));

    await eventually(() => { expect(events).toHaveLength(10); });
    expect(events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("reaches its owner's sockets on each API process once, and nobody else's on any", async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const other = new Service({ besides: service });
    await other.start();
    try {
      const hers = [await sockets.ready(ada), await sockets.ready(ada, other)].map((socket) => collect(socket, 'order:created'));
      const ofOthers = [await sockets.ready(eve), await sockets.ready(eve, other), await sockets.ready(), await sockets.ready(undefined, other)].map((socket) =>
        collect(socket, 'order:created'),
      );

      const orders = [await aPlacedOrder(service, ada), await aPlacedOrder(other, ada)];

      const events = orders.map((order, n) => ({ ...order, offset: n + 1 }));
      await eventually(() => { expect(hers).toEqual([events, events]); });
      // What overtook nothing has come by now.
      const last = await aPlacedOrder(service, eve);
      await eventually(() => { expect(ofOthers).toEqual([[{ ...last, offset: 1 }], [{ ...last, offset: 1 }], [], []]); });
      expect(hers).toEqual([events, events]);
    } finally {
      await other.stop();
    }
  });
});

describe('resume', () => {
  it('replays what was missed, oldest first', async () => {
    const ada = await aSignedInUser(service);
    const orders = [await aPlacedOrder(service, ada), await aPlacedOrder(service, ada), await aPlacedOrder(service, ada)];
    const socket = await sockets.connect(ada);

    const answer = await socket.emitWithAck('resume', { offset: 1 });

    const events = orders.slice(1).map((order, n) => ({ name: 'order:created', offset: n + 2, payload: { ...order, offset: n + 2 } }));
    expect(answer).toEqual({ ok: true, data: { events, resync: false } });
    expect(await socket.emitWithAck('resume', { offset: 3 })).toEqual({ ok: true, data: { events: [], resync: false } });
  });

  it('says resync when the gap is older than what is kept, or the offset was never given', async () => {
    const ada = await aSignedInUser(service);
    for (let n = 0; n < 3; n++) await aPlacedOrder(service, ada);
    await service.database.query('DELETE FROM personal_events WHERE user_id = $1 AND "offset" < 3', [ada.id]);
    const socket = await sockets.connect(ada);

    expect(await socket.emitWithAck('resume', { offset: 0 })).toMatchObject({ ok: true, data: { resync: true } });
    expect(await socket.emitWithAck('resume', { offset: 9 })).toMatchObject({ ok: true, data: { resync: true } });
    expect(await socket.emitWithAck('resume', { offset: 2 })).toMatchObject({ ok: true, data: { resync: false, events: [{ offset: 3 }] } });
  });
});

describe('auth:refresh', () => {
  it('signs an anonymous socket in', async () => {
    const ada = await aSignedInUser(service);
    const socket = await sockets.connect();

    const answer = await socket.emitWithAck('auth:refresh', { token: ada.accessToken });

    expect(answer).toEqual({ ok: true, data: { expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) } });
    const event = next(socket, 'order:created');
    const order = await aPlacedOrder(service, ada);
    expect(await event).toMatchObject({ id: order.id });
  });

  it('takes a good token of the same account only', async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const socket = await sockets.connect(ada);

    expect(await socket.emitWithAck('auth:refresh', { token: eve.accessToken })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await socket.emitWithAck('auth:refresh', { token: 'garbage' })).toMatchObject({ ok: false, error: { code: 'TOKEN_INVALID' } });
    expect(await socket.emitWithAck('auth:refresh', { token: ada.accessToken })).toMatchObject({ ok: true });
  });

  it('keeps a socket open past the end of its first token; without it the socket is closed then', async () => {
    const ada = await aSignedInUser(service);
    const accessToken = aToken(service, { claims: { sub: String(ada.id) }, expiresIn: 2_000 });
    const [kept, left] = [await sockets.connect({ accessToken }), await sockets.connect({ accessToken })];
    const reason = next(left, 'closing');
    const closed = new Promise((resolve) => left.once('disconnect', resolve));

    await kept.emitWithAck('auth:refresh', { token: ada.accessToken });

    // Not "transport close": the server says it, so that the client does not connect again with a token that is over.
    expect(await closed).toBe('io server disconnect');
    expect(await reason).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(kept.connected).toBe(true);
  });
});
