import { type Socket, io } from 'socket.io-client';
import type { Delivery, Listener } from './listener.js';

/** A client of plain socket.io: it connects again by itself, and takes what comes. */
export class PlainListener implements Listener {
  readonly deliveries: Delivery[] = [];
  readonly faults = new Set<string>();
  private readonly seen = new Set<number>();
  private readonly socket: Socket;
  private connection = 0;

  constructor(url: string, room: string) {
    this.socket = io(url, { transports: ['websocket'], forceNew: true, auth: { room } });
    this.socket.on('order:created', (event: { id: number }) => {
      this.deliveries.push({ event, way: 'live', connection: this.connection, taken: !this.seen.has(event.id) });
      this.seen.add(event.id);
    });
    this.socket.on('disconnect', () => { this.connection += 1; });
  }

  get taken(): number {
    return this.seen.size;
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  close(): void {
    this.socket.disconnect();
  }
}
