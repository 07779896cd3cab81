import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LOGGER, type Logger } from '../observability/logger.js';
import { problemDocument, statusOf, toCodedError } from './problem.js';
import type { TracedResponse } from './traced-response.js';

/** Answers every error of the HTTP side as a problem document; logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response & TracedResponse>();
    const { code, message, details } = toCodedError(error);
    const status = statusOf(code);
    if (status === 500) {
      const route = (http.getRequest<Request>().route as { path?: string } | undefined)?.path;
      this.logger.error({ err: error, requestId: response.requestId, route }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const retryAfterSeconds = details.retryAfterSeconds ?? (status === 503 ? 1 : undefined);
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', Math.ceil(retryAfterSeconds));
    response.status(status);
    response.setHeader('Content-Type', 'application/problem+json');
    response.end(JSON.stringify(problemDocument(code, message, response.requestId, details.fields)));
  }
}
