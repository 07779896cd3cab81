import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CodedError } from '../contracts/errors.js';
import { asksForHtml } from '../platform/html/html-page.js';
import { statusOf } from '../platform/http/problems/problem.js';
import { sendProblem } from '../platform/http/problems/send-problem.js';
import type { TracedResponse } from '../platform/http/server/traced-response.js';
import { ResetPage } from './reset-page.js';

/** Refuses persons with a page. */
@Injectable()
@Catch(CodedError)
export class ResetRefusal implements ExceptionFilter<CodedError> {
  constructor(private readonly page: ResetPage) {}

  catch(error: CodedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response & TracedResponse>();
    const status = statusOf(error.code);
    if (status === 400 && asksForHtml(http.getRequest<Request>().headers.accept)) this.page.refusal(error).writeTo(response.status(status));
    else sendProblem(response, error);
  }
}
