import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import type { OrderView } from '../../src/contracts/orders.js';
import { loopback } from '../../src/platform/embedded/free-port.js';

/*
 * socket.io as most use it, in a process of its own: a room for each person, the processes joined through Redis streams, no recovery of
 * connections, no offsets and no log. It is told of an order over HTTP, emits it to its owner's room, and answers 201.
 */

/** What it is told. */
export interface PlainOrder {
  room: string;
  order: OrderView;
}

const { PORT, REDIS_URL } = process.env;
const http = createServer((request, response) => {
  json(request).then(
    (body) => {
      const { room, order } = body as PlainOrder;
      sockets.to(room).emit('order:created', order);
      response.writeHead(201).end();
    },
    () => { response.destroy(); },
  );
});
// Names of its own: it shares the Redis of the service beside it.
const adapter = createAdapter(new Redis(REDIS_URL ?? ''), { streamName: 'plain', channelPrefix: 'plain' });
const sockets = new Server(http, { adapter, transports: ['websocket'] });
sockets.on('connection', async (socket) => socket.join(String((socket.handshake.auth as { room: unknown }).room)));
http.listen(Number(PORT), loopback);
await once(http, 'listening');
process.send?.('ready');
