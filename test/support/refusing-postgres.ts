import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';

/** Stands for a PostgreSQL that lets nobody in, and says why by an SQLSTATE. */
export class RefusingPostgres {
  private readonly server: Server;

  constructor(sqlState: string) {
    const fields = ['SFATAL', `C${sqlState}`, 'Mnot now', ''].map((field) => `${field}\0`).join('');
    const message = Buffer.alloc(5);
    message.write('E');
    message.writeInt32BE(4 + fields.length, 1);
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.concat([message, Buffer.from(fields)])));
    });
  }

  get url(): string {
    return `postgres://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  stop(): void {
    this.server.close();
  }
}
