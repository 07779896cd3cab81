import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { type Socket, io } from 'socket.io-client';
import type { Config } from '../platform/config/config.js';
import type { Logger } from '../platform/observability/logger.js';
import type { AddressLimits } from './limits/address-limits.js';
import type { Admission } from './admission.js';
import { EntranceGateway } from './entrance.gateway.js';
import type { EventHandlers } from './event-handlers.js';
import type { SendingRate } from './limits/sending-rate.js';
import type { MissedEventsGateway } from './missed-events.gateway.js';
import { RealtimeGateway } from './realtime.gateway.js';
import type { SocketMetrics } from './socket-metrics.js';
import { type RealtimeServer, namespace, socketOptions } from './fleet/socket-server.js';

/** What the hooks call: each does nothing, until a test lets it throw. */
const called = {
  admitAddress: async (): Promise<void> => Promise.resolve(),
  identify: (socket: { data: object }): void => { socket.data = { principal: { id: 1 } }; },
  admit: async (): Promise<void> => Promise.resolve(),
  follow: async (): Promise<number> => Promise.resolve(1),
  take: (): void => undefined,
  message: async (text: string): Promise<string> => Promise.resolve(text),
};
const limits = { SOCKET_BACKLOG_KIB: 1024, SOCKET_BACKLOG_PACKETS: 1000, SOCKET_PACKET_KIB: 385, SOCKET_RECOVERY_SECONDS: 120 };
type Hook = keyof typeof called;
const bug = new TypeError("Cannot read properties of undefined (reading 'ada@example.org')");
const throws = () => { throw bug; };
const rejects = async () => Promise.reject(bug);

describe('a hook of the sockets that', () => {
  const hooks = { ...called };
  const error = jest.fn();
  const unhandled = jest.fn();
  let server: RealtimeServer;
  let http: HttpServer;
  const opened: Socket[] = [];

  beforeEach(async () => {
    process.on('unhandledRejection', unhandled).on('uncaughtException', unhandled);
    http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    server = new Server(http, socketOptions(limits));
    const logger = { error, info: () => undefined } as unknown as Logger;
    const admission = { watch: () => undefined, identify: (socket: never) => { hooks.identify(socket); }, admit: async () => hooks.admit() } as unknown as Admission;
    const metrics = { watch: () => undefined, countConnection: () => undefined, countRefusal: () => undefined } as unknown as SocketMetrics;
    const addresses = { watch: () => undefined, admit: async () => hooks.admitAddress() } as unknown as AddressLimits;
    const events = { handlers: { message: async (_: unknown, text: string) => hooks.message(text) } } as unknown as EventHandlers;
    const missed = { follow: async () => hooks.follow() } as unknown as MissedEventsGateway;
    const rate = { watch: () => undefined, take: () => { hooks.take(); } } as unknown as SendingRate;
    const sockets = server.of(namespace);
    new EntranceGateway(addresses, rate, admission, metrics, limits as Config, logger).afterInit(sockets);
    const gateway = new RealtimeGateway(admission, events, rate, missed, { position: '1-1' } as never, logger);
    sockets.on('connection', (socket) => { gateway.handleConnection(socket).catch(unhandled); });
  });

  afterEach(async () => {
    opened.splice(0).forEach((socket) => socket.disconnect());
    await server.close();
    Object.assign(hooks, called);
    process.off('unhandledRejection', unhandled).off('uncaughtException', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ requestId: expect.any(String), socketId: expect.any(String) }), expect.any(String));
    jest.clearAllMocks();
  });

  const open = () => {
    const socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}${namespace}`, { transports: ['websocket'], forceNew: true, reconnection: false });
    opened.push(socket);
    return socket;
  };
  const hear = async (socket: Socket, event: string) => new Promise<unknown>((resolve) => socket.once(event, resolve));
  const failing = (name: Hook, fail: () => unknown) => Object.assign(hooks, { [name]: fail });

  it.each([['admitAddress', throws], ['admitAddress', rejects], ['identify', throws]] as const)('fails before the connection (%s %p) refuses that socket, and no other', async (name, fail) => {
    failing(name, fail);

    const refusal = await hear(open(), 'connect_error');

    expect(refusal).toMatchObject({ message: 'INTERNAL_ERROR', data: { code: 'INTERNAL_ERROR' } });
    Object.assign(hooks, called);
    await hear(open(), 'ready');
  });

  it.each([['admit', throws], ['admit', rejects], ['follow', throws], ['follow', rejects]] as const)('fails at the connection (%s %p) closes that socket, and says that it is our fault', async (name, fail) => {
    failing(name, fail);
    const socket = open();

    const [reason] = await Promise.all([hear(socket, 'closing'), hear(socket, 'disconnect')]);

    expect(reason).toMatchObject({ code: 'INTERNAL_ERROR' });
    Object.assign(hooks, called);
    await hear(open(), 'ready');
  });

  it.each([['take', throws], ['message', throws], ['message', rejects]] as const)('fails at an event (%s %p) is acknowledged, and the socket lives on', async (name, fail) => {
    const socket = open();
    await hear(socket, 'ready');
    failing(name, fail);

    expect(await socket.emitWithAck('message', 'hello')).toMatchObject({ ok: false, error: { code: 'INTERNAL_ERROR' } });

    Object.assign(hooks, called);
    expect(await socket.emitWithAck('message', 'hello')).toEqual({ ok: true, data: 'hello' });
  });

  it('answers what cannot be written is logged, and the socket lives on', async () => {
    const socket = open();
    await hear(socket, 'ready');
    const endless: { self?: unknown } = {};
    endless.self = endless;
    failing('message', async () => Promise.resolve(endless));

    expect(await socket.emitWithAck('message', 'hello')).toMatchObject({ ok: false, error: { code: 'INTERNAL_ERROR' } });
  });
});
