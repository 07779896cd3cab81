import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { type RealtimeNamespace, type RealtimeSocket, namespace } from './fleet/socket-server.js';
import { Streams } from './fleet/streams.js';
import { PersonalEvents } from '../personal-events/personal-events.js';

/** How often the sockets are compared with the log, besides whenever Redis is back; in milliseconds. */
const compareEveryMs = 30_000;
/** An event that is older and was not told did not come through; in seconds. */
const overdueSeconds = 5;

interface Following {
  userId: number;
  /** The offset of the newest event that the socket was told. */
  told: number;
}

/** Tells connected sockets the personal events that did not reach this process: those that Redis lost, or that no worker is there to send. */
@WebSocketGateway({ namespace })
export class MissedEventsGateway implements OnGatewayInit<RealtimeNamespace>, BeforeApplicationShutdown {
  private readonly followed = new Map<RealtimeSocket, Following>();
  /** Sockets that came while the log could not be read, and whose they are. */
  private readonly unfollowed = new Map<RealtimeSocket, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: PersonalEvents,
    private readonly streams: Streams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  afterInit(sockets: RealtimeNamespace): void {
    const compare = () => {
      this.compare(sockets).catch((error: unknown) => { this.logger.warn({ err: error }, 'missed events could not be looked up'); });
    };
    this.streams.redis.on('ready', compare);
    this.timer = setInterval(compare, compareEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * From now on `socket` misses nothing of this person. Returns the offset of the newest event; null when the log cannot be read: `ready` comes again
   * when it can.
   */
  async follow(socket: RealtimeSocket, userId: number): Promise<number | null> {
    const lastOffset = await this.events.lastOffset(userId).catch(() => null);
    if (!socket.connected) return lastOffset;
    if (lastOffset === null) this.postpone(socket, userId);
    else if (!this.followed.has(socket)) this.begin(socket, { userId, told: lastOffset });
    return lastOffset;
  }

  async compare(sockets: RealtimeNamespace): Promise<void> {
    await this.followPostponed();
    const told = new Map<number, number>();
    for (const { userId, told: offset } of this.followed.values()) told.set(userId, Math.min(offset, told.get(userId) ?? Infinity));
    if (told.size === 0) return;
    const missed = await this.events.missed(told, overdueSeconds);
    for (const [socket, following] of this.followed) {
      for (const { name, offset, payload } of missed.get(following.userId) ?? []) {
        if (offset > following.told) sockets.local.to(socket.id).emit(name, payload, this.streams.position);
      }
    }
  }

  private begin(socket: RealtimeSocket, following: Following): void {
    this.followed.set(socket, following);
    // An event that comes before one that is missing leaves both to be told.
    socket.onAnyOutgoing((name, payload: { offset: number }) => {
      if (name === 'order:created' && payload.offset === following.told + 1) following.told = payload.offset;
    });
    socket.on('disconnect', () => { this.followed.delete(socket); });
  }

  private postpone(socket: RealtimeSocket, userId: number): void {
    if (!this.unfollowed.has(socket)) socket.on('disconnect', () => { this.unfollowed.delete(socket); });
    this.unfollowed.set(socket, userId);
  }

  private async followPostponed(): Promise<void> {
    if (this.unfollowed.size === 0) return;
    const postponed = [...this.unfollowed];
    // Says whether the log can be read again.
    await this.events.lastOffset(postponed[0]?.[1] ?? 0);
    this.unfollowed.clear();
    for (const [socket, userId] of postponed) {
      const lastOffset = await this.follow(socket, userId);
      socket.nsp.local.to(socket.id).emit('ready', { lastOffset }, this.streams.position);
    }
  }
}
