import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { signInPath } from './admin/paths.js';
import { AppModule } from './app.module.js';
import { loadConfig } from './platform/config/config.js';
import { TracedExpressAdapter } from './platform/http/express-adapter.js';
import { configureHttp, listen, stopAccepting } from './platform/http/http-server.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { NestLogger, createLogger } from './platform/observability/logger.js';
import { boot } from './platform/process/boot.js';
import { announceReady, closeOnSignal, exitOnUncaught } from './platform/process/lifetime.js';
import { SocketIoAdapter } from './realtime/socket-io.adapter.js';

/** The API process: HTTP and sockets. It sends no mail, and touches no queue but for an admin who looks at the board. */
boot(async () => {
  const config = loadConfig();
  const logger = createLogger('api', config);
  exitOnUncaught(logger);
  const started: { app?: NestExpressApplication } = {};
  closeOnSignal(logger, async () => {
    if (!started.app) return;
    stopAccepting(started.app);
    await started.app.close();
  });

  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(config, logger), new TracedExpressAdapter(), {
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  started.app = app;
  configureHttp(app, config, logger, { forms: [signInPath] });
  serveOpenApi(app);
  app.useWebSocketAdapter(new SocketIoAdapter(app, config));
  await listen(app, config.PORT, config);
  logger.info({ port: config.PORT }, 'API serves');
  announceReady();
});
