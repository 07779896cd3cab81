import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../../observability/logger.js';
import type { HttpMetrics } from '../../observability/http-metrics.js';
import type { TracedResponse } from './traced-response.js';

/** The status that is logged, as nginx does, when the client left before its answer. */
const clientClosedRequest = 499;

/** One log line and one measurement per request. The line names the route, not the URL: a URL can hold what people typed. */
export function accessLog(logger: Logger, metrics: HttpMetrics): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const traced = response as Response & TracedResponse;
    response.on('close', () => {
      const route = (request.route as { path?: string } | undefined)?.path ?? 'unmatched';
      const status = response.writableFinished ? response.statusCode : clientClosedRequest;
      const seconds = (performance.now() - traced.startedAt) / 1000;
      metrics.observe(request.method, route, status, seconds);
      logger.info({ requestId: traced.requestId, traceId: traced.trace.id, method: request.method, route, status, seconds }, 'request');
    });
    next();
  };
}
