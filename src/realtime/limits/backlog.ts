import { type Connection, cutOff, streamOf } from '../fleet/socket-server.js';
import type { Outgoing } from '../fleet/write-together.js';
import { visitorOf } from '../visitors.js';

/** What may wait for a reader, in bytes and in packets, however small they are. */
export interface Backlog {
  bytes: number;
  packets: number;
}

/**
 * Cuts off readers that are too slow for what they are told: once more than `most` waits for one, its connection is closed and what
 * waits is dropped. As much again may be on its way to the network. It can come back, and resume. Returns what is to be called before each packet.
 */
export function backlogLimit(most: Backlog, onSlow: (connection: Connection) => void): (connection: Connection, packet: Outgoing) => void {
  return (connection, { data = '' }) => {
    const { length: packets } = connection['writeBuffer'] as unknown[];
    const visitor = visitorOf(connection);
    visitor.waitingBytes = (packets === 0 ? 0 : visitor.waitingBytes) + Buffer.byteLength(data);
    const isMuch = visitor.waitingBytes > most.bytes || packets >= most.packets;
    // While the network takes everything the reader is not slow: it was told much within one turn of the event loop.
    if (!isMuch || connection.readyState !== 'open' || streamOf(connection)?.writableLength === 0) return;
    cutOff(connection);
    onSlow(connection);
  };
}
