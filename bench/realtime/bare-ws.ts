import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** The limit: a bare WebSocket server that answers each text with two frames, as the service does, and knows no events. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

server.on('connection', (socket) => {
  socket.on('message', (text: Buffer) => {
    const response = `Response: ${text.toString().toUpperCase()}`;
    socket.send(response);
    socket.send(response);
  });
});
server.on('listening', () => process.send?.(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`));
