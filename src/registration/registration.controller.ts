import { Body, Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { Limited } from '../platform/limits/limited.js';
import { type Registered, type Registration, registered, registration } from './registration.schemas.js';
import { RegistrationService } from './registration.service.js';

@ApiTags('registration')
@Controller('register')
@UseInterceptors(HandlerTimeInterceptor)
@Public()
export class RegistrationController {
  constructor(private readonly registrations: RegistrationService) {}

  @Post()
  @Limited('register')
  @Endpoint({
    summary: 'Register; a welcome mail follows',
    idempotent: true,
    status: 201,
    answer: registered,
    problems: ['VALIDATION_FAILED', 'EMAIL_TAKEN', 'TOO_BUSY'],
  })
  async register(@Body({ schema: registration }) body: Registration, @Context() context: RequestContext, @Req() request: Request): Promise<Registered> {
    return this.registrations.register(body, context, new Caller(request));
  }
}
