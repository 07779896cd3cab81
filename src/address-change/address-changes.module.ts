import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { AddressChanges } from './address-changes.js';

@Module({ imports: [DatabaseModule, AuditModule, OutboxModule], providers: [AddressChanges], exports: [AddressChanges] })
export class AddressChangesModule {}
