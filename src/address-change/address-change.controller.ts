import { Body, Controller, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { SignedIn } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { Limited } from '../platform/limits/limited.js';
import { type AddressChangeAsked, type AddressChangeRequest, addressChangeAsked, addressChangeRequest } from './address-change.schemas.js';
import { AddressChangeService } from './address-change.service.js';

@ApiTags('users')
@Controller('users/me/email')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class AddressChangeController {
  constructor(private readonly changes: AddressChangeService) {}

  @Put()
  @Limited('mail')
  @Endpoint({
    summary: 'Change your address: a link goes to the new one, and word to the old',
    status: 202,
    answer: addressChangeAsked,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'TOO_BUSY'],
  })
  async ask(
    @CurrentUser() user: Principal,
    @Body({ schema: addressChangeRequest }) body: AddressChangeRequest,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<AddressChangeAsked> {
    return this.changes.ask(user, body, context, new Caller(request));
  }
}
