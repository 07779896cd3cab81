import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import type { Config } from '../../config/config.js';
import { HttpMetrics } from '../../observability/http-metrics.js';
import type { Logger } from '../../observability/logger.js';
import { accessLog } from './access-log.js';
import { requestBody } from './body.js';
import { type Gate, gated } from './gate.js';
import type { TracedServer } from './limited-server.js';
import { listening } from './port-refusal.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { requestLimits } from './request-limits.js';
import { ValidationPipe } from '../routes/validation.js';

/** How often kept-alive connections that have fallen idle are closed while the server drains; in milliseconds. */
const closeIdleEveryMs = 50;
/** What is not through so long after the draining began is cut off, such as a request that never arrives whole; in milliseconds. */
const finishWithinMs = 10_000;

/** How long a browser may rely on what it was told about calls from another origin; in seconds. */
const preflightSeconds = 600;

interface HttpOptions {
  /** The paths that take HTML forms. */
  forms: readonly string[] | undefined;
  /** What every request has to pass before its body is read. */
  gate: Gate | undefined;
}

/** Everything around the handlers: logging, CORS, limits, bodies, validation and errors. */
export function configureHttp(app: NestExpressApplication, config: Config, logger: Logger, { forms = [], gate }: HttpOptions): void {
  app.set('trust proxy', config.TRUST_PROXY);
  app.set('query parser', 'simple');
  app.use(accessLog(logger, app.get(HttpMetrics)));
  if (config.CORS_ORIGINS.length > 0) allowOrigins(app, config.CORS_ORIGINS);
  app.use(requestLimits());
  app.use(gate ? gated(gate, requestBody(forms)) : requestBody(forms));
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
}

/** Listens on `port`, at HOST or else on every address. @throws StartupError when the port cannot be had */
export async function listen(app: NestExpressApplication, port: number, { HOST }: Pick<Config, 'HOST'>): Promise<void> {
  await listening('PORT', port, HOST === undefined ? app.listen(port) : app.listen(port, HOST));
}

/** Stops accepting connections, tells who has one that its next answer is the last, and closes it then. */
export function stopAccepting(server: TracedServer): void {
  server.prependListener('request', (_request, response) => { response.shouldKeepAlive = false; });
  const closing = setInterval(() => { server.closeIdleConnections(); }, closeIdleEveryMs);
  const cutOff = setTimeout(() => { server.closeAllConnections(); }, finishWithinMs);
  server.close(() => {
    clearInterval(closing);
    clearTimeout(cutOff);
  });
}

/** Lets the pages of these origins call us, with their cookies. OPTIONS that asks for no such leave is answered as without CORS. */
function allowOrigins(app: NestExpressApplication, origins: readonly string[]): void {
  app.enableCors(({ headers }: Request, done) => {
    done(null, {
      origin: [...origins],
      credentials: headers.origin !== undefined && origins.includes(headers.origin),
      exposedHeaders: ['X-Process-Time', 'X-Request-Id', 'Server-Timing', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
      maxAge: preflightSeconds,
      preflightContinue: headers['access-control-request-method'] === undefined,
    });
  });
}
