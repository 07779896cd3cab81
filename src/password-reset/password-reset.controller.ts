import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { Limited } from '../platform/limits/limited.js';
import { type Forgotten, type MailPromised, forgotten, mailPromised } from './password-reset.schemas.js';
import { PasswordResetService } from './password-reset.service.js';

@ApiTags('auth')
@Controller('auth/forgot-password')
@Public()
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  @Post()
  @Limited('mail')
  @Endpoint({
    summary: 'Ask for a mail by which the password can be set anew; the same answer for every address',
    status: 202,
    answer: mailPromised,
    problems: ['VALIDATION_FAILED'],
  })
  async ask(@Body({ schema: forgotten }) { email }: Forgotten, @Context() context: RequestContext): Promise<MailPromised> {
    return this.resets.ask(email, context);
  }
}
