import { type Connection, type RealtimeServer, cutOff } from '../fleet/socket-server.js';

/** Packets that may wait for a reader, however small they are. */
const mostPackets = 1_000;

/**
 * Cuts off readers that are too slow for what they are told: once more than `mostBytes` or {@link mostPackets} wait for one, its
 * connection is closed and what waits is dropped. As much again may be on its way to the network. It can come back, and resume.
 */
export function limitBacklog(server: RealtimeServer, mostBytes: number, onSlow: (connection: Connection) => void): void {
  server.engine.on('connection', (connection: Connection) => {
    let bytes = 0;
    connection.on('packetCreate', ({ data = '' }: { data?: string | Buffer }) => {
      const { length: packets } = connection['writeBuffer'] as unknown[];
      bytes = (packets === 0 ? 0 : bytes) + Buffer.byteLength(data);
      if (connection.readyState !== 'open' || (bytes <= mostBytes && packets < mostPackets)) return;
      cutOff(connection);
      onSlow(connection);
    });
  });
}
