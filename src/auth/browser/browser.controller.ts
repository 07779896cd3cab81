import { Body, Controller, Header, Post, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../platform/http/routes/access.js';
import { Caller } from '../../platform/http/routes/caller.js';
import { Endpoint } from '../../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../../platform/http/routes/handler-time.interceptor.js';
import { type BrowserToken, type Credentials, type TokenPair, browserToken, credentials } from '../auth.schemas.js';
import { AuthService } from '../auth.service.js';
import { BrowserGuard } from './browser.guard.js';
import { refreshCookie } from './refresh-cookie.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** The same for pages: the refresh token is in a cookie that no script reads. */
@ApiTags('auth')
@Controller('auth/browser')
@UseInterceptors(HandlerTimeInterceptor)
@UseGuards(BrowserGuard)
@Public()
export class BrowserController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('login')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    summary: 'Sign in; the refresh token becomes a cookie',
    answer: browserToken,
    problems: ['VALIDATION_FAILED', 'CREDENTIALS_INVALID', 'SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_INVALID', 'ACCOUNT_BLOCKED', 'FORBIDDEN', 'TOO_BUSY'],
  })
  async login(
    @Body({ schema: credentials }) body: Credentials,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BrowserToken> {
    return hand(await this.auth.login(body, new Caller(request)), response);
  }

  @Post('refresh')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    summary: 'Trade the cookie for a new one and an access token',
    answer: browserToken,
    problems: ['NOT_SIGNED_IN', 'REFRESH_TOKEN_INVALID', 'FORBIDDEN'],
  })
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<BrowserToken> {
    return hand(await this.sessions.refresh(refreshCookie.of(request), new Caller(request)), response);
  }

  @Post('logout')
  @Endpoint({ summary: 'Sign out, and take the cookie back', status: 204, problems: ['NOT_SIGNED_IN', 'FORBIDDEN'] })
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.endByToken(refreshCookie.of(request));
    refreshCookie.take(response);
  }
}

function hand({ refreshToken, ...rest }: TokenPair, response: Response): BrowserToken {
  refreshCookie.give(response, refreshToken);
  return rest;
}
