import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CodedError } from '../../../contracts/errors.js';
import type { Logger } from '../../observability/logger.js';
import { toCodedError } from './problem.js';
import { sendProblem } from './send-problem.js';
import type { TracedResponse } from '../server/traced-response.js';

/** Answers every error of the HTTP side as a problem document; logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response & TracedResponse>();
    const request = http.getRequest<Request>();
    const coded = toCodedError(error);
    if (coded.code === 'INTERNAL_ERROR') {
      const route = (request.route as { path?: string } | undefined)?.path;
      this.logger.error({ err: error, requestId: response.requestId, traceId: response.trace.id, route }, 'request failed');
    }
    sendProblem(response, coded, this.extensions(coded, request));
  }

  /** Members to add to the document, as RFC 9457 allows. */
  protected extensions(_error: CodedError, _request: Request): object {
    return {};
  }
}
