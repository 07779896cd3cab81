import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Server } from 'socket.io';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import { type RealtimeNamespace, type RealtimeServer, namespace } from './socket-server.js';
import { Streams } from './streams.js';

/** Emits to sockets on whichever process they are, out of one that serves none. */
@Injectable()
export class SocketEmitter implements OnApplicationShutdown {
  private readonly server: RealtimeServer = new Server();
  private readonly streams: Streams;

  constructor(@Inject(CONFIG) { REDIS_URL, SOCKET_RECOVERY_ENTRIES }: Config, @Inject(LOGGER) logger: Logger) {
    this.streams = new Streams(REDIS_URL, { logger, of: 'the socket emitter', keptEntries: SOCKET_RECOVERY_ENTRIES });
    this.streams.join(this.server);
  }

  /** The sockets of a room. Those that have just lost their connection get what is emitted when it is recovered. */
  to(room: string): ReturnType<RealtimeNamespace['to']> {
    return this.server.of(namespace).to(room);
  }

  /** Resolves when Redis has all that was emitted; an emit does not say so itself, but what is answered after it does. */
  async confirm(): Promise<void> {
    await this.streams.redis.ping();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.streams.close(this.server);
  }
}
