import { Module } from '@nestjs/common';
import { AddressChangesModule } from '../address-change/address-changes.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { UsersModule } from '../users/users.module.js';
import { ResendController } from './resend.controller.js';
import { VerificationController } from './verification.controller.js';
import { VerificationLinksModule } from './verification-links.module.js';
import { VerificationService } from './verification.service.js';

@Module({
  imports: [DatabaseModule, OutboxModule, UsersModule, VerificationLinksModule, AddressChangesModule],
  controllers: [VerificationController, ResendController],
  providers: [VerificationService],
})
export class VerificationModule {}
