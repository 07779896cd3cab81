import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { Outbox } from './outbox.js';
import { OutboxMetrics } from './outbox-metrics.js';

@Module({ imports: [DatabaseModule], providers: [Outbox, OutboxMetrics], exports: [Outbox] })
export class OutboxModule {}
