import { Module } from '@nestjs/common';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { PersonalEvents } from './personal-events.js';

@Module({ imports: [DatabaseModule, OutboxModule], providers: [PersonalEvents], exports: [PersonalEvents] })
export class PersonalEventsModule {}
