import { Module } from '@nestjs/common';
import { Outbox } from './outbox.js';
import { OutboxMetrics } from './outbox-metrics.js';

@Module({ providers: [Outbox, OutboxMetrics], exports: [Outbox] })
export class OutboxModule {}
