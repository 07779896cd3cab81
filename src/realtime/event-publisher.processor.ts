import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { JobHandlers } from '../platform/queue/job-handlers.js';
import { PersonalEvents } from './personal-events.js';
import { type RealtimeServer, connectStreams, namespace, streamsAdapter, userRoom } from './socket-server.js';

/** Sends committed personal events to their owner's sockets, on whichever process they are; it serves no sockets itself. */
@Injectable()
export class EventPublisher implements OnModuleInit, OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly server: RealtimeServer = new Server();

  constructor(
    private readonly handlers: JobHandlers,
    private readonly events: PersonalEvents,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.redis = connectStreams(config.REDIS_URL, (error) => { logger.warn({ err: error }, 'Redis connection of the event publisher'); });
    this.server.adapter(streamsAdapter(this.redis));
  }

  onModuleInit(): void {
    // One at a time: a person's events leave in their order.
    this.handlers.handle('publish-event', 1, async ({ userId, offset }) => this.publish(userId, offset));
  }

  async onApplicationShutdown(): Promise<void> {
    for (const name of ['/', namespace]) await this.server.of(name).adapter.close();
    this.redis.disconnect();
  }

  private async publish(userId: number, offset: number): Promise<void> {
    const event = await this.events.find(userId, offset);
    if (!event) return;
    // An emit does not say whether Redis took it; a ping before it fails while Redis is away, and the job is tried again.
    await this.redis.ping();
    this.server.of(namespace).to(userRoom(userId)).emit(event.name, event.payload);
  }
}
