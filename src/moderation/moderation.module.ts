import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { ModerationController } from './moderation.controller.js';
import { ModerationService } from './moderation.service.js';

@Module({ imports: [AuthModule, UsersModule, AuditModule], controllers: [ModerationController], providers: [ModerationService] })
export class ModerationModule {}
