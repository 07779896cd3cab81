import { Body, Controller, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { SignedIn } from '../../platform/http/routes/access.js';
import { Caller } from '../../platform/http/routes/caller.js';
import { Endpoint } from '../../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../../platform/http/routes/request-context.js';
import { CurrentUser } from '../access.guard.js';
import type { Principal } from '../tokens/access-token.js';
import { type PasswordChange, passwordChange } from '../auth.schemas.js';
import { PasswordChangeService } from './password-change.service.js';

@ApiTags('auth')
@Controller('users/me/password')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class PasswordController {
  constructor(private readonly passwords: PasswordChangeService) {}

  @Put()
  @Endpoint({
    summary: 'Change your password; your other sessions end',
    status: 204,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'TOO_BUSY'],
  })
  async change(
    @CurrentUser() user: Principal,
    @Body({ schema: passwordChange }) body: PasswordChange,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<void> {
    await this.passwords.change(user, body, context, new Caller(request));
  }
}
