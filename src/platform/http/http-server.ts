import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../config/config.js';
import { HttpMetrics } from '../observability/http-metrics.js';
import type { Logger } from '../observability/logger.js';
import { accessLog } from './access-log.js';
import { requestBody } from './body.js';
import { ProblemFilter } from './problem.filter.js';
import { ValidationPipe } from './validation.js';

/** How often kept-alive connections that have fallen idle are closed while the server drains; in milliseconds. */
const closeIdleEveryMs = 50;
/** What is not through so long after the draining began is cut off, such as a request that never arrives whole; in milliseconds. */
const finishWithinMs = 10_000;

/** Everything around the handlers: logging, bodies, validation, errors and CORS. `forms` are the paths that take HTML forms. */
export function configureHttp(app: NestExpressApplication, config: Config, logger: Logger, { forms = [] }: { forms: readonly string[] | undefined }): void {
  app.set('trust proxy', config.TRUST_PROXY);
  app.set('query parser', 'simple');
  if (config.CORS_ORIGINS.length > 0) app.enableCors({ origin: config.CORS_ORIGINS, credentials: true, exposedHeaders: ['X-Process-Time', 'X-Request-Id', 'Server-Timing'] });
  app.use(accessLog(logger, app.get(HttpMetrics)));
  app.use(requestBody(forms));
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
}

/** Listens on `port`, at HOST or else on every address. */
export async function listen(app: NestExpressApplication, port: number, { HOST }: Pick<Config, 'HOST'>): Promise<void> {
  await (HOST === undefined ? app.listen(port) : app.listen(port, HOST));
}

/** Stops accepting connections and closes each one as its last answer is out. */
export function stopAccepting(app: NestExpressApplication): void {
  const server = app.getHttpServer();
  const closing = setInterval(() => { server.closeIdleConnections(); }, closeIdleEveryMs);
  const cutOff = setTimeout(() => { server.closeAllConnections(); }, finishWithinMs);
  server.close(() => {
    clearInterval(closing);
    clearTimeout(cutOff);
  });
}
