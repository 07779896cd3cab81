import { Module } from '@nestjs/common';
import { PasswordModule } from '../auth/passwords/password.module.js';
import { IdempotencyModule } from '../platform/idempotency/idempotency.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { UsersModule } from '../users/users.module.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';

@Module({
  imports: [UsersModule, PasswordModule, OutboxModule, IdempotencyModule],
  controllers: [RegistrationController],
  providers: [RegistrationService],
})
export class RegistrationModule {}
