import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { type TracedServer, limitedServer } from './limited-server.js';

const stillMs = 300;
const pipelined = 'GET / HTTP/1.1\r\nHost: isobar\r\n\r\n'.repeat(20);
/** More than what the kernel keeps for a client that does not read. */
const body = Buffer.alloc(1_500_000);

const opened: TracedServer[] = [];

async function serve(still?: number): Promise<{ server: TracedServer; port: number }> {
  const server = limitedServer((_request, response) => { response.end(body); }, undefined, still);
  opened.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** What the server still holds, so often after a while. */
async function connectionsAfter(server: TracedServer, ms: number): Promise<number> {
  await sleep(ms);
  return new Promise((resolve, reject) => { server.getConnections((error, count) => { if (error) reject(error); else resolve(count); }); });
}

afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe('a connection whose client reads none of its answers', () => {
  const clients: Socket[] = [];
  const client = (port: number) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    clients.push(socket);
    socket.write(pipelined);
    return socket;
  };
  afterEach(() => { clients.splice(0).forEach((socket) => { socket.destroy(); }); });

  it('is cut off', async () => {
    const { server, port } = await serve(stillMs);
    for (let n = 0; n < 5; n++) client(port).pause();

    expect(await connectionsAfter(server, stillMs / 2)).toBe(5);
    expect(await connectionsAfter(server, stillMs * 4)).toBe(0);
  });

  it('is not when they are read slowly', async () => {
    const { port } = await serve(stillMs);
    const socket = client(port);
    let read = 0;
    socket.on('data', ({ length }) => {
      read += length;
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    });

    await sleep(stillMs * 6);

    expect(socket.destroyed).toBe(false);
    expect(read).toBeGreaterThan(0);
  });

  it('is by default after it could have rested between two requests', async () => {
    const { server } = await serve();

    expect(server.timeout).toBeGreaterThan(server.keepAliveTimeout + 5_000);
    expect(server.timeout).toBeLessThanOrEqual(90_000);
  });
});

describe('a WebSocket', () => {
  it('may be silent for longer', async () => {
    const { server, port } = await serve(stillMs);
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => { sockets.handleUpgrade(request, socket, head, () => undefined); });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/`);
    await once(socket, 'open');

    await sleep(stillMs * 4);

    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });
});
