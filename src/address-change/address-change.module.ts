import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { AddressChangeController } from './address-change.controller.js';
import { AddressChangeService } from './address-change.service.js';
import { AddressChangesModule } from './address-changes.module.js';

@Module({
  imports: [DatabaseModule, OutboxModule, AuthModule, AddressChangesModule],
  controllers: [AddressChangeController],
  providers: [AddressChangeService],
})
export class AddressChangeModule {}
