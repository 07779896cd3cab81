import { type Connection, type RealtimeServer, streamOf } from './socket-server.js';

/** A packet as it is put before a connection. */
export interface Outgoing {
  data?: string | Buffer;
}

/**
 * Makes what a connection is told within one turn of the event loop leave in one write: docs/decisions/2026-11-22-write-together.md.
 * `weigh` is called before each packet; a listener of its own would weigh on every connection.
 */
export function writeTogether({ engine }: RealtimeServer, weigh: (connection: Connection, packet: Outgoing) => void): void {
  let held: Connection['transport'][] = [];
  const release = () => {
    const turn = held;
    held = [];
    for (const transport of turn) {
      transport.writable = true;
      transport.emit('ready');
    }
  };
  function packetCreate(this: Connection, packet: Outgoing) {
    weigh(this, packet);
    const { transport } = this;
    if (transport.name !== 'websocket' || !transport.writable) return;
    transport.writable = false;
    held.push(transport);
    if (held.length === 1) setImmediate(release);
  }
  engine.on('connection', (connection: Connection) => { connection.on('packetCreate', packetCreate); });
  engine.on('flush', (connection: Connection) => { streamOf(connection)?.cork(); });
  engine.on('drain', (connection: Connection) => { streamOf(connection)?.uncork(); });
}
