import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../src/platform/config/config.js';
import type { Logger } from '../src/platform/observability/logger.js';
import { SocketEmitter } from '../src/realtime/fleet/socket-emitter.js';
import { within } from './support/deadline.js';
import { Service, bootService } from './support/service.js';
import { type SocketClient, SocketClients, collect } from './support/socket-client.js';
import { TcpProxy } from './support/tcp-proxy.js';

const keptEntries = 4_000;
const environment = { SOCKET_RECOVERY_ENTRIES: String(keptEntries) };
const service = bootService({ environment });
const other = new Service({ besides: service, environment });
let targets: Service[] = [service];
let connections = 0;
const balancer = new TcpProxy(() => targets[(connections += 1) % targets.length]?.url ?? service.url);
const sockets = new SocketClients({ get url() { return balancer.origin; } });
let emitter: SocketEmitter;

beforeAll(async () => {
  await other.start();
  await balancer.start();
  const silence = () => undefined;
  emitter = new SocketEmitter({ REDIS_URL: service.environment.REDIS_URL, SOCKET_RECOVERY_ENTRIES: keptEntries } as Config, { debug: silence, info: silence, warn: silence } as unknown as Logger);
});
afterAll(async () => {
  await emitter.onApplicationShutdown();
  await balancer.stop();
  await other.stop();
});

/** Entries that are for nobody here. */
const muchHappens = async (entries: number) => {
  for (let left = entries; left > 0; left -= 500) {
    for (let n = 0; n < Math.min(left, 500); n++) emitter.to('somebody-else').emit('response', 'not for you');
    await emitter.confirm();
  }
};
const isLost = async (socket: SocketClient) => new Promise((resolve) => socket.once('disconnect', resolve));
const isBack = async (socket: SocketClient) => within(20_000, 'the reconnection', new Promise((resolve) => socket.once('connect', () => { resolve(socket.recovered); })));
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
    for (const room of rooms) emitter.to(room).emit('response', room);
    await muchHappens(1_500);

    expect(await back).toEqual(many.map(() => true));
    await Promise.all(many.map(async (socket, n) => {
      emitter.to(rooms[n] ?? '').emit('response', 'afterwards');
      await within(5_000, 'what comes afterwards', new Promise<void>((resolve) => { socket.on('response', (text) => { if (text === 'afterwards') resolve(); }); }));
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
    emitter.to(id).emit('response', 'while you were away');
    await muchHappens(1_000);
    const late = new Service({ besides: service, environment });
    await late.start();
    targets = [late];

    expect(await back).toBe(true);
    expect(heard).toEqual(['while you were away']);
    await late.stop();
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
