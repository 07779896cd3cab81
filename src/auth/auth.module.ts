import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SecretModule } from '../platform/secret/secret.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-token.js';
import { AdminCookie } from './admin-cookie.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { PasswordModule } from './password.module.js';
import { Session } from './session.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session]), UsersModule, PasswordModule, SecretModule],
  controllers: [AuthController],
  providers: [
    AuthService,
    AccessTokens,
    AdminCookie,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens, AdminCookie, AuthService],
})
export class AuthModule {}
