import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { OneTimeCodesModule } from '../one-time-codes/one-time-codes.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { SecurityLog } from '../platform/observability/security-log.js';
import { OutboxModule } from '../platform/queue/outbox.module.js';
import { SecretModule } from '../platform/secret/secret.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-token.js';
import { AdminCookie } from './admin-cookie.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { BrowserController } from './browser.controller.js';
import { EndedSessions } from './ended-sessions.js';
import { Identities } from './identities.js';
import { KeysController } from './keys.controller.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordModule } from './password.module.js';
import { PasswordRenewal } from './password-renewal.js';
import { Session } from './session.entity.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session]), DatabaseModule, AuditModule, OutboxModule, UsersModule, OneTimeCodesModule, PasswordModule, SecretModule],
  controllers: [AuthController, BrowserController, SessionsController, KeysController, PasswordController],
  providers: [
    AuthService,
    SessionsService,
    PasswordRenewal,
    PasswordChangeService,
    AccessTokens,
    EndedSessions,
    Identities,
    AdminCookie,
    SignInLimits,
    SecurityLog,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Identities, EndedSessions, AdminCookie, AuthService, SessionsService],
})
export class AuthModule {}
