import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { Service, bootService } from './support/service.js';
import { type SocketClient, SocketClients, collect } from './support/socket-client.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { aSignedInUser } from './support/users.js';

const keptEntries = 4_000;
const environment = { SOCKET_RECOVERY_ENTRIES: String(keptEntries) };
const service = bootService({ environment });
const other = new Service({ besides: service, environment });
let targets: Service[] = [service];
let connections = 0;
const balancer = new TcpProxy(() => targets[(connections += 1) % targets.length]?.url ?? service.url);
const sockets = new SocketClients({ get url() { return balancer.origin; } });
let redis: Redis;

beforeAll(async () => {
  await other.start();
  await balancer.start();
  redis = new Redis(service.environment.REDIS_URL ?? '');
});
afterAll(async () => {
  await redis.quit();
  await balancer.stop();
  await other.stop();
});

/** Emits a `response` to each of these rooms, by entries of the stream as socket.io's adapter writes them. */
const emit = async (...events: { room: string; text: string }[]) => {
  const entries = redis.pipeline();
  for (const { room, text } of events) {
    const data = { opts: { rooms: [room], except: [], flags: {} }, packet: { type: 2, data: ['response', text], nsp: '/ws' } };
    entries.xadd('socket.io', 'MAXLEN', '~', keptEntries, '*', 'uid', 'a-worker', 'nsp', '/ws', 'type', '3', 'data', JSON.stringify(data));
  }
  await entries.exec();
};
/** Entries that are for nobody here. */
const muchHappens = async (entries: number) => {
  for (let left = entries; left > 0; left -= 500)
    await emit(...Array.from({ length: Math.min(left, 500) }, () => ({ room: 'somebody-else', text: 'not for you' })));
};
const isLost = async (socket: SocketClient) => new Promise((resolve) => socket.once('disconnect', resolve));
const isBack = async (socket: SocketClient) =>
  within(
    20_000,
    'the reconnection',
    new Promise((resolve) =>
      socket.once('connect', () => {
        resolve(socket.recovered);
      }),
    ),
  );
/** Cuts the connections, and returns when the service has noticed. */
const lose = async (lost: SocketClient[]) => {
  const all = Promise.all(lost.map(isLost));
  for (const socket of lost) socket.io.reconnectionDelay(3_000).reconnectionDelayMax(3_000).randomizationFactor(0);
  balancer.cutConnections();
  await all;
  await sleep(300);
};

describe('lost connections', () => {
  it('are recovered all together, on whichever process, after much has happened', async () => {
    targets = [service, other];
    const many = await Promise.all(Array.from({ length: 300 }, async () => sockets.ready()));
    const heard = many.map((socket) => collect(socket, 'response'));
    const rooms = many.map(({ id = '' }) => id);
    await lose(many);
    const back = Promise.all(many.map(isBack));

    await muchHappens(1_500);
    await emit(...rooms.map((room) => ({ room, text: room })));
    await muchHappens(1_500);

    expect(await back).toEqual(many.map(() => true));
    await Promise.all(many.map(async (socket, n) => {
      const afterwards = within(
        5_000,
        'what comes afterwards',
        new Promise<void>((resolve) => {
          socket.on('response', (text) => {
            if (text === 'afterwards') resolve();
          });
        }),
      );
      await emit({ room: rooms[n] ?? '', text: 'afterwards' });
      await afterwards;
    }));
    expect(heard).toEqual(rooms.map((room) => [room, 'afterwards']));
  });

  it('are recovered too when they had heard nothing for longer than is kept', async () => {
    targets = [service];
    const quiet = await sockets.ready();
    await muchHappens(2 * keptEntries);
    await sleep(500);
    targets = [other];
    await lose([quiet]);

    expect(await isBack(quiet)).toBe(true);
  });

  it('are recovered on a process that started later than what they missed', async () => {
    targets = [service];
    const socket = await sockets.ready();
    const { id = '' } = socket;
    const heard = collect(socket, 'response');
    await lose([socket]);
    const back = isBack(socket);
    await emit({ room: id, text: 'while you were away' });
    await muchHappens(1_000);
    const late = new Service({ besides: service, environment });
    await late.start();
    targets = [late];

    expect(await back).toBe(true);
    expect(heard).toEqual(['while you were away']);
    await late.stop();
  });

  it('are recovered when their process was killed, however long they lasted', async () => {
    const doomed = new Service({ besides: service, environment: { ...environment, SOCKET_RECOVERY_SECONDS: '4' } });
    await doomed.start();
    targets = [doomed];
    const ada = await aSignedInUser(service);
    const socket = await sockets.ready(ada);
    const heard = collect(socket, 'response');
    targets = [other];
    await sleep(5_000);

    doomed.api.kill('SIGKILL');
    await isLost(socket);
    const back = isBack(socket);
    await emit({ room: `user:${ada.id}`, text: 'while nobody served you' });

    expect(await back).toBe(true);
    await eventually(() => { expect(heard).toEqual(['while nobody served you']); });
  });

  it.each([
    ['the same', () => service],
    ['another', () => other],
  ])('are recovered on %s process before theirs has noticed that they are lost', async (_, next) => {
    targets = [service];
    const ada = await aSignedInUser(service);
    const socket = await sockets.ready(ada);
    const heard = collect(socket, 'response');
    targets = [next()];

    balancer.silenceConnections();
    await emit({ room: `user:${ada.id}`, text: 'into the void' });
    const back = isBack(socket);
    socket.io.engine.close();

    expect(await back).toBe(true);
    balancer.endSilencedConnections();
    await sleep(300);
    await emit({ room: `user:${ada.id}`, text: 'afterwards' });
    await eventually(() => {
      expect(heard).toEqual(['into the void', 'afterwards']);
    });
  });

  it('begin anew when they were ended on purpose', async () => {
    targets = [service];
    const socket = await sockets.ready(await aSignedInUser(service));
    socket.disconnect();
    await sleep(300);
    const back = isBack(socket);
    socket.connect();

    expect(await back).toBe(false);
  });

  it('begin anew when they were ended on purpose, though an earlier process had not noticed that they were lost', async () => {
    targets = [service];
    const socket = await sockets.ready(await aSignedInUser(service));
    targets = [other];
    balancer.silenceConnections();
    const back = isBack(socket);
    socket.io.engine.close();
    expect(await back).toBe(true);

    socket.disconnect();
    await sleep(300);
    balancer.endSilencedConnections();
    await sleep(300);
    const again = isBack(socket);
    socket.connect();

    expect(await again).toBe(false);
  });

  it('begin anew when more has happened than is kept', async () => {
    targets = [service];
    const socket = await sockets.ready();
    await lose([socket]);
    await muchHappens(2 * keptEntries);

    expect(await isBack(socket)).toBe(false);
    expect(await socket.emitWithAck('message', 'hello')).toMatchObject({ ok: true });
  });
});
