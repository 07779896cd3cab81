import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../platform/config/config.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { ACCESS_TOKEN_SECRET, AccessTokens } from './access-token.js';
import { accessTokenSecret } from './access-token-secret.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { PasswordModule } from './password.module.js';
import { Session } from './session.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Session]), UsersModule, PasswordModule],
  controllers: [AuthController],
  providers: [
    AuthService,
    AccessTokens,
    { provide: ACCESS_TOKEN_SECRET, inject: [CONFIG], useFactory: accessTokenSecret },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens],
})
export class AuthModule {}
