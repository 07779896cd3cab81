import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobHandlers } from '../platform/queue/job-handlers.js';
import { SocketEmitter } from '../realtime/fleet/socket-emitter.js';
import { userRoom } from '../realtime/fleet/socket-server.js';
import { PersonalEvents } from './personal-events.js';

const concurrency = 20;

/**
 * Sends committed personal events to their owner's sockets. Each time it sends, in order, all that have not gone out: however many
 * workers do so at once, an event comes for the first time after the one before it; it may come twice.
 */
@Injectable()
export class EventPublisher implements OnModuleInit {
  /** The last of each person's publications that wait for each other. */
  private readonly turns = new Map<number, Promise<void>>();

  constructor(
    private readonly handlers: JobHandlers,
    private readonly events: PersonalEvents,
    private readonly sockets: SocketEmitter,
  ) {}

  onModuleInit(): void {
    this.handlers.handle('publish-event', concurrency, async ({ userId, offset }) => this.inTurn(userId, async () => this.publish(userId, offset)));
  }

  private async publish(userId: number, offset: number): Promise<void> {
    const events = await this.events.unpublished(userId, offset);
    if (events.length === 0) return;
    for (const { name, payload } of events) this.sockets.to(userRoom(userId)).emit(name, payload);
    await this.sockets.confirm();
    await this.events.markPublished(userId, events.map((event) => event.offset));
  }

  private async inTurn(userId: number, publish: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(userId) ?? Promise.resolve()).catch(() => undefined).then(publish);
    this.turns.set(userId, turn);
    try {
      await turn;
    } finally {
      if (this.turns.get(userId) === turn) this.turns.delete(userId);
    }
  }
}
