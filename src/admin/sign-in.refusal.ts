import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CodedError, type ErrorCode } from '../contracts/errors.js';
import { statusOf } from '../platform/http/problems/problem.js';
import { SignInService } from './sign-in.service.js';

/** What the form says in its own words. */
const reasons: Partial<Record<ErrorCode, string>> = {
  VALIDATION_FAILED: 'Enter an email address and a password.',
  SECOND_FACTOR_REQUIRED: 'Enter the password again, and the code that your authenticator app shows, or a recovery code.',
};

const typed = z.object({ email: z.string().max(254).catch('') }).catch({ email: '' });

/** Shows the form again, with the reason. */
@Injectable()
@Catch(CodedError)
export class SignInRefusal implements ExceptionFilter<CodedError> {
  constructor(private readonly signIn: SignInService) {}

  catch({ code, message, details: { retryAfterSeconds } }: CodedError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(code);
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
    this.signIn.render({ message: reasons[code] ?? message, email: typed.parse(request.body).email }, response).writeTo(response.status(status));
  }
}
