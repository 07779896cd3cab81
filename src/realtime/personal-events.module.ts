import { Module } from '@nestjs/common';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { PersonalEvents } from './personal-events.js';

@Module({ imports: [OutboxModule], providers: [PersonalEvents], exports: [PersonalEvents] })
export class PersonalEventsModule {}
