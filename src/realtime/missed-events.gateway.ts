import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { type RealtimeNamespace, type RealtimeSocket, namespace } from './socket-server.js';
import { Streams } from './streams.js';
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

  /** From now on `socket` misses nothing of this person. Returns the offset of the newest event; null when the log cannot be read. */
  async follow(socket: RealtimeSocket, userId: number): Promise<number | null> {
    const lastOffset = await this.events.lastOffset(userId).catch(() => null);
    if (lastOffset === null || !socket.connected || this.followed.has(socket)) return lastOffset;
    const following = { userId, told: lastOffset };
    this.followed.set(socket, following);
    socket.onAnyOutgoing((name, payload: { offset: number }) => {
      if (name === 'order:created') following.told = Math.max(following.told, payload.offset);
    });
    socket.on('disconnect', () => { this.followed.delete(socket); });
    return lastOffset;
  }

  async compare(sockets: RealtimeNamespace): Promise<void> {
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
}
