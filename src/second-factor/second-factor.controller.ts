import { Body, Controller, Delete, Get, Post, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { type Confirmation, confirmation } from '../auth/auth.schemas.js';
import { SignedIn } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import {
  type CodeProof,
  type IssuedSecret,
  type RecoveryCodes,
  type SecondFactorState,
  codeProof,
  issuedSecret,
  recoveryCodes,
  secondFactorState,
} from './second-factor.schemas.js';
import { SecondFactorService } from './second-factor.service.js';

@ApiTags('second factor')
@Controller('users/me/second-factor')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class SecondFactorController {
  constructor(private readonly secondFactor: SecondFactorService) {}

  @Get()
  @Endpoint({ summary: 'Whether your second factor is on', answer: secondFactorState, problems: ['NOT_SIGNED_IN', 'USER_NOT_FOUND'] })
  async state(@CurrentUser() user: Principal): Promise<SecondFactorState> {
    return this.secondFactor.state(user.id);
  }

  @Post()
  @Endpoint({
    summary: 'Get a secret for your authenticator app',
    status: 201,
    answer: issuedSecret,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'SECOND_FACTOR_ON', 'TOO_BUSY'],
  })
  async issue(@CurrentUser() user: Principal, @Body({ schema: confirmation }) body: Confirmation, @Req() request: Request): Promise<IssuedSecret> {
    return this.secondFactor.issue(user, body, new Caller(request));
  }

  @Put()
  @Endpoint({
    summary: 'Turn it on with the first code; your other sessions end',
    answer: recoveryCodes,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'SECOND_FACTOR_ON', 'SECOND_FACTOR_OFF'],
  })
  async turnOn(
    @CurrentUser() user: Principal,
    @Body({ schema: codeProof }) { code }: CodeProof,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.secondFactor.turnOn(user, code, context, new Caller(request)) };
  }

  @Delete()
  @Endpoint({
    summary: 'Turn it off; your other sessions end',
    status: 204,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN', 'USER_NOT_FOUND', 'SECOND_FACTOR_OFF', 'TOO_BUSY'],
  })
  async turnOff(
    @CurrentUser() user: Principal,
    @Body({ schema: confirmation }) body: Confirmation,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<void> {
    await this.secondFactor.turnOff(user, body, context, new Caller(request));
  }

  @Post('recovery-codes')
  @Endpoint({
    summary: 'Get new recovery codes for the old ones',
    status: 201,
    answer: recoveryCodes,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'SECOND_FACTOR_OFF', 'TOO_BUSY'],
  })
  async renewRecoveryCodes(
    @CurrentUser() user: Principal,
    @Body({ schema: confirmation }) body: Confirmation,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.secondFactor.renewRecoveryCodes(user, body, context, new Caller(request)) };
  }
}
