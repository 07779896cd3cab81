import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../config/config.js';
import { TracedExpressAdapter } from '../http/express-adapter.js';
import { configureHttp, listen, stopAccepting } from '../http/http-server.js';
import { type Logger, NestLogger, createLogger } from '../observability/logger.js';
import { announceReady, closeOnSignal, exitOnUncaught } from './lifetime.js';

interface Serving {
  /** How the process is called in its log. */
  name: string;
  config: Config;
  module: (logger: Logger) => DynamicModule;
  /** Where it listens; nowhere when undefined. */
  port: number | undefined;
  /** The paths that take HTML forms. */
  forms?: readonly string[];
  /** What the application needs besides before it starts. */
  prepare?: (app: NestExpressApplication) => void;
}

/** Runs an application as a process of its own, from its start until it is told to stop and has drained. */
export async function serve({ name, config, module, port, forms, prepare }: Serving): Promise<void> {
  const logger = createLogger(name, config);
  exitOnUncaught(logger);
  const started: { app?: NestExpressApplication } = {};
  closeOnSignal(logger, async () => {
    if (!started.app) return;
    stopAccepting(started.app);
    await started.app.close();
  });

  const app = await NestFactory.create<NestExpressApplication>(module(logger), new TracedExpressAdapter(), { bodyParser: false, logger: new NestLogger(logger) });
  started.app = app;
  configureHttp(app, config, logger, { forms });
  prepare?.(app);
  await (port === undefined ? app.init() : listen(app, port, config));
  logger.info({ port }, 'ready');
  announceReady();
}
