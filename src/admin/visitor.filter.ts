import { type ArgumentsHost, Catch, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CodedError } from '../contracts/errors.js';
import { ProblemFilter } from '../platform/http/problems/problem.filter.js';
import { statusOf, toCodedError } from '../platform/http/problems/problem.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { boardPath, signInPath } from './paths.js';

/** Shows a browser that opens a page without being signed in where to do so; everybody else gets the problem. */
@Injectable()
@Catch()
export class VisitorFilter extends ProblemFilter {
  constructor(@Inject(LOGGER) logger: Logger) {
    super(logger);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    if (statusOf(toCodedError(error).code) === 401 && opensPage(http.getRequest())) http.getResponse<Response>().redirect(303, signInPath);
    else super.catch(error, host);
  }

  /** The board's page shows its reader what a failed answer says in this member. */
  protected override extensions({ message }: CodedError, { headers }: Request): object {
    const fromBoard = headers.referer !== undefined && URL.canParse(headers.referer) && new URL(headers.referer).pathname.startsWith(boardPath);
    return fromBoard ? { error: message } : {};
  }
}

function opensPage({ method, headers }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
}
