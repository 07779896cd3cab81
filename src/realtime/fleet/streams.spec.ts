import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import type { Logger } from '../../platform/observability/logger.js';
import type { RealtimeServer } from './socket-server.js';
import { Streams } from './streams.js';

const silence = () => undefined;
const logger = { debug: silence, info: silence, warn: silence } as unknown as Logger;

describe('Streams', () => {
  const leftAlone: unknown[] = [];
  const note = (error: unknown) => { leftAlone.push(error); };
  afterEach(() => { process.off('unhandledRejection', note); });

  it('are closed without a fault when Redis takes connections and says nothing', async () => {
    process.on('unhandledRejection', note);
    let connections = 0;
    const silent = createServer((socket) => { connections += 1; socket.resume().on('error', () => undefined); }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const streams = new Streams(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`, { logger, of: 'a test', keptEntries: 100 });
    const server: RealtimeServer = new Server();
    server.of('/ws');
    streams.join(server);
    while (connections < 3) await sleep(10);

    await streams.close(server);

    await new Promise((resolve) => silent.close(resolve));
    await sleep(0);
    expect(leftAlone).toEqual([]);
  });
});
