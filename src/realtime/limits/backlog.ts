import { type Connection, type RealtimeServer, cutOff } from '../fleet/socket-server.js';
import { visitorOf } from '../visitors.js';

/** What may wait for a reader, in bytes and in packets, however small they are. */
export interface Backlog {
  bytes: number;
  packets: number;
}

/**
 * Cuts off readers that are too slow for what they are told: once more than `most` waits for one, its
 * connection is closed and what waits is dropped. As much again may be on its way to the network. It can come back, and resume.
 */
export function limitBacklog({ engine }: RealtimeServer, most: Backlog, onSlow: (connection: Connection) => void): void {
  // One function for all of them: each weighs on every connection.
  function packetCreate(this: Connection, { data = '' }: { data?: string | Buffer }) {
    const { length: packets } = this['writeBuffer'] as unknown[];
    const visitor = visitorOf(this);
    visitor.waitingBytes = (packets === 0 ? 0 : visitor.waitingBytes) + Buffer.byteLength(data);
    if (this.readyState !== 'open' || (visitor.waitingBytes <= most.bytes && packets < most.packets)) return;
    cutOff(this);
    onSlow(this);
  }
  engine.on('connection', (connection: Connection) => { connection.on('packetCreate', packetCreate); });
}
