import type { Connection, RealtimeServer } from './socket-server.js';

/** Packets that may wait for a reader, however small they are. */
const mostPackets = 1_000;

/**
 * Cuts off readers that are too slow for what they are told: once more than `mostBytes` or {@link mostPackets} wait for one, its
 * connection is closed and what waits is dropped. As much again may be on its way to the network. It can come back, and resume.
 */
export function limitBacklog(server: RealtimeServer, mostBytes: number, onSlow: () => void): void {
  server.engine.on('connection', (connection: Connection) => {
    let bytes = 0;
    connection.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
      const { length: packets } = connection['writeBuffer'] as unknown[];
      bytes = (packets === 0 ? 0 : bytes) + (data?.length ?? 0);
      if (connection.readyState !== 'open' || (bytes <= mostBytes && packets < mostPackets)) return;
      connection.close(true);
      terminate(connection);
      onSlow();
    });
  });
}

/** A WebSocket would be closed politely, and keep what waits until its reader has answered, or half a minute has passed. */
function terminate({ transport }: Connection): void {
  const { socket } = transport as { socket?: { terminate?: () => void } };
  socket?.terminate?.();
}
