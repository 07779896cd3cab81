import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { keptEntries } from './recovery.js';

/** socket.io with its own recovery of connections out of a Redis stream, and nothing else. */
const http = createServer();
const server = new Server(http, {
  serveClient: false,
  adapter: createAdapter(new Redis(process.env.REDIS_URL ?? ''), { maxLen: keptEntries }),
  connectionStateRecovery: {},
});

const sockets = server.of('/ws');
// Through the stream: a client that was told nothing out of it cannot be recovered.
sockets.on('connection', ({ id }) => { sockets.to(id).emit('ready'); });
http.listen(0, '127.0.0.1', () => process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`));
