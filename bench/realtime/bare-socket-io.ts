import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** socket.io as it comes, with the service's `message` and nothing else: no parsing, guard, limit, log, recovery or other process. */
const http = createServer();
const server = new Server(http, { serveClient: false });

server.of('/ws').on('connection', (socket) => {
  socket.on('message', (text: string, reply: (acknowledgement: unknown) => void) => {
    const response = `Response: ${text.toUpperCase()}`;
    socket.emit('response', response);
    reply({ ok: true, data: response });
  });
});
http.listen(0, '127.0.0.1', () => process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`));
