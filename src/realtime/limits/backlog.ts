import { type Connection, type RealtimeServer, cutOff } from '../fleet/socket-server.js';

/** What may wait for a reader, in bytes and in packets, however small they are. */
export interface Backlog {
  bytes: number;
  packets: number;
}

/**
 * Cuts off readers that are too slow for what they are told: once more than `most` waits for one, its
 * connection is closed and what waits is dropped. As much again may be on its way to the network. It can come back, and resume.
 */
export function limitBacklog(server: RealtimeServer, most: Backlog, onSlow: (connection: Connection) => void): void {
  server.engine.on('connection', (connection: Connection) => {
    let bytes = 0;
    connection.on('packetCreate', ({ data = '' }: { data?: string | Buffer }) => {
      const { length: packets } = connection['writeBuffer'] as unknown[];
      bytes = (packets === 0 ? 0 : bytes) + Buffer.byteLength(data);
      if (connection.readyState !== 'open' || (bytes <= most.bytes && packets < most.packets)) return;
      cutOff(connection);
      onSlow(connection);
    });
  });
}
