import { Module } from '@nestjs/common';
import { SocketEmitterModule } from '../realtime/fleet/socket-emitter.module.js';
import { EventPublisher } from './event-publisher.processor.js';
import { PersonalEventsModule } from './personal-events.module.js';

/** The worker's side: what happened goes out to the sockets. */
@Module({ imports: [PersonalEventsModule, SocketEmitterModule], providers: [EventPublisher] })
export class EventPublisherModule {}
