import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { Limited } from '../platform/limits/limited.js';
import { type Resend, type VerificationPromised, resend, verificationPromised } from './verification.schemas.js';
import { VerificationService } from './verification.service.js';

@ApiTags('registration')
@Controller('auth/resend-verification')
@Public()
export class ResendController {
  constructor(private readonly verification: VerificationService) {}

  @Post()
  @Limited('mail')
  @Endpoint({
    summary: 'Ask for another link that verifies an address; the same answer for every address',
    status: 202,
    answer: verificationPromised,
    problems: ['VALIDATION_FAILED'],
  })
  async resend(@Body({ schema: resend }) { email }: Resend, @Context() { traceparent }: RequestContext): Promise<VerificationPromised> {
    return this.verification.resend(email, traceparent);
  }
}
