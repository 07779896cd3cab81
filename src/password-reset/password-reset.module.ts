import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PasswordModule } from '../auth/passwords/password.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { UsersModule } from '../users/users.module.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordResetService } from './password-reset.service.js';
import { ResetLinksModule } from './reset-links.module.js';
import { ResetPage } from './reset-page.js';
import { ResetLinkController } from './reset-link.controller.js';
import { ResetRefusal } from './reset.refusal.js';

@Module({
  imports: [DatabaseModule, OutboxModule, UsersModule, PasswordModule, AuthModule, ResetLinksModule],
  controllers: [PasswordResetController, ResetLinkController],
  providers: [PasswordResetService, ResetPage, ResetRefusal],
})
export class PasswordResetModule {}
