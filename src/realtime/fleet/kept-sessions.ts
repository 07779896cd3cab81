import type { Redis } from 'ioredis';
import { type RealtimeNamespace, type RealtimeSocket, type StreamsAdapter, cutOff } from './socket-server.js';

/** The adapter's keys for sessions in Redis; the private id of a connection follows. */
const keyPrefix = 'sio:session:';
const renewalsInItsLife = 4;
/** So many are renewed in a row, and then others have their turn; in sockets and milliseconds. */
const renewal = { atOnce: 50, pauseMs: 10 };

/**
 * Keeps in Redis what sockets are while they are connected. The adapter puts that down when a connection ends, but a process can die, and a
 * connection break unnoticed. A socket that is in no room but its own has nothing to lose.
 */
export class KeptSessions {
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  /** The socket that is being let go of. */
  private released: string | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly sockets: RealtimeNamespace,
    private readonly put: StreamsAdapter['persistSession'],
    private readonly lifeMs: number,
  ) {}

  /** Follows the sockets until {@link end}. */
  begin(adapter: StreamsAdapter): void {
    let lost: string | undefined;
    adapter.persistSession = (session: { sid: string }) => {
      lost = session.sid;
      if (lost !== this.released) this.put(session);
    };
    adapter.on('join-room', (room: string, id: string) => { if (room !== id) this.note(id); });
    adapter.on('leave-room', (room: string, id: string) => {
      if (room !== id) {
        this.note(id);
        return;
      }
      if (id !== lost) this.forget(this.sockets.sockets.get(id));
      lost = undefined;
    });
    this.sockets.on('connection', ({ id, recovered }) => { if (recovered) this.note(id); });
    this.sockets.on('recovering', (id) => { this.release(id); });
    this.timer = setInterval(() => { this.renew([...this.sockets.sockets.values()]); }, this.lifeMs / renewalsInItsLife).unref();
  }

  /** Has every process let go of a socket whose connection is being recovered here: its end would put down what it was, and take the new one's rooms. */
  takeOver(id: string): void {
    this.release(id);
    this.sockets.serverSideEmit('recovering', id);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private release(id: string): void {
    const socket = this.sockets.sockets.get(id);
    if (!socket) return;
    this.released = id;
    cutOff(socket.conn);
    this.released = undefined;
  }

  private note(id: string): void {
    if (this.changed.size === 0) setImmediate(() => { this.keepChanged(); });
    this.changed.add(id);
  }

  private keepChanged(): void {
    const sockets = Array.from(this.changed, (id) => this.sockets.sockets.get(id));
    this.changed.clear();
    for (const socket of sockets) {
      if (socket && socket.rooms.size > 1) this.keep(socket);
      else this.forget(socket);
    }
  }

  private renew(sockets: RealtimeSocket[]): void {
    for (const socket of sockets.splice(0, renewal.atOnce)) {
      if (socket.connected && socket.rooms.size > 1) this.keep(socket);
    }
    if (sockets.length > 0) setTimeout(() => { this.renew(sockets); }, renewal.pauseMs).unref();
  }

  private keep(socket: RealtimeSocket): void {
    this.put({ sid: socket.id, pid: privateId(socket), rooms: [...socket.rooms], data: socket.data });
  }

  private forget(socket: RealtimeSocket | undefined): void {
    if (socket) this.redis.del(keyPrefix + privateId(socket)).catch(() => undefined);
  }
}

/** What its client alone knows, and shows to have it recovered. */
function privateId(socket: RealtimeSocket): string {
  return (socket as unknown as { pid: string }).pid;
}
