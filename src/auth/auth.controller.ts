import { Body, Controller, Header, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { type Credentials, type RefreshRequest, type TokenPair, credentials, refreshRequest, tokenPair } from './auth.schemas.js';
import { AuthService } from './auth.service.js';
import { SessionsService } from './sessions/sessions.service.js';

@ApiTags('auth')
@Controller('auth')
@UseInterceptors(HandlerTimeInterceptor)
@Public()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('login')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    summary: 'Sign in',
    answer: tokenPair,
    problems: ['VALIDATION_FAILED', 'CREDENTIALS_INVALID', 'SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_INVALID', 'ACCOUNT_BLOCKED', 'TOO_BUSY'],
  })
  async login(@Body({ schema: credentials }) body: Credentials, @Req() request: Request): Promise<TokenPair> {
    return this.auth.login(body, new Caller(request));
  }

  @Post('refresh')
  @Header('Cache-Control', 'no-store')
  @Endpoint({ summary: 'Trade a refresh token for a new pair', answer: tokenPair, problems: ['VALIDATION_FAILED', 'REFRESH_TOKEN_INVALID'] })
  async refresh(@Body({ schema: refreshRequest }) body: RefreshRequest, @Req() request: Request): Promise<TokenPair> {
    return this.sessions.refresh(body.refreshToken, new Caller(request));
  }

  @Post('logout')
  @Endpoint({ summary: 'Sign out', status: 204, problems: ['VALIDATION_FAILED'] })
  async logout(@Body({ schema: refreshRequest }) body: RefreshRequest): Promise<void> {
    await this.sessions.endByToken(body.refreshToken);
  }
}
