import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfig } from './platform/config/config.js';
import { TracedExpressAdapter } from './platform/http/express-adapter.js';
import { configureHttp, listen, stopAccepting } from './platform/http/http-server.js';
import { NestLogger, createLogger } from './platform/observability/logger.js';
import { boot } from './platform/process/boot.js';
import { announceReady, closeOnSignal, exitOnUncaught } from './platform/process/lifetime.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: moves the outbox into the queues and drains them. It serves its health and metrics when it is given a port for them. */
boot(async () => {
  const config = { ...loadConfig(undefined, ['JWT_SECRET']), JWT_SECRET: undefined };
  const logger = createLogger('worker', config);
  exitOnUncaught(logger);
  const started: { app?: NestExpressApplication } = {};
  closeOnSignal(logger, async () => {
    if (!started.app) return;
    stopAccepting(started.app);
    await started.app.close();
  });

  const app = await NestFactory.create<NestExpressApplication>(WorkerModule.for(config, logger), new TracedExpressAdapter(), {
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  started.app = app;
  configureHttp(app, config, logger);
  await (config.OPERATIONS_PORT === undefined ? app.init() : listen(app, config.OPERATIONS_PORT, config));
  logger.info({ operationsPort: config.OPERATIONS_PORT }, 'worker drains');
  announceReady();
});
