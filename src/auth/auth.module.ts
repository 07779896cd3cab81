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
import { AccessTokens } from './tokens/access-token.js';
import { AdminCookie } from './browser/admin-cookie.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { BrowserController } from './browser/browser.controller.js';
import { EndedSessions } from './sessions/ended-sessions.js';
import { CredentialChanges } from './credential-changes.js';
import { Identities } from './tokens/identities.js';
import { KeysController } from './tokens/keys.controller.js';
import { PasswordChangeService } from './passwords/password-change.service.js';
import { PasswordCheck } from './passwords/password-check.js';
import { PasswordController } from './passwords/password.controller.js';
import { PasswordModule } from './passwords/password.module.js';
import { PasswordRenewal } from './passwords/password-renewal.js';
import { Session } from './sessions/session.entity.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInLimits } from './guessing/sign-in-limits.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session]), DatabaseModule, AuditModule, OutboxModule, UsersModule, OneTimeCodesModule, PasswordModule, SecretModule],
  controllers: [AuthController, BrowserController, SessionsController, KeysController, PasswordController],
  providers: [
    AuthService,
    SessionsService,
    CredentialChanges,
    PasswordCheck,
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
  exports: [Identities, EndedSessions, AdminCookie, AuthService, SessionsService, CredentialChanges],
})
export class AuthModule {}
