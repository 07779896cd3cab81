import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP server on this machine, at the same address each time that it is started. */
export abstract class HttpDouble {
  /** Connections that were ever opened. */
  connections = 0;
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = createServer((request, response) => { this.answer(request, response); }).listen(this.port, '127.0.0.1');
    this.server.on('connection', () => (this.connections += 1));
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  protected abstract answer(request: IncomingMessage, response: ServerResponse): void;
}
