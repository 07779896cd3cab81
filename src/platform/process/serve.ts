import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../config/config.js';
import { TracedExpressAdapter } from '../http/server/express-adapter.js';
import type { Gate } from '../http/server/gate.js';
import { configureHttp, listen, stopAccepting } from '../http/server/http-server.js';
import type { TracedServer } from '../http/server/limited-server.js';
import { openOperations } from '../http/server/operations-server.js';
import { headersOfEveryAnswer } from '../http/server/security-headers.js';
import { type Logger, NestLogger, createLogger } from '../observability/logger.js';
import { announceReady, closeOnSignal, exitOnUncaught } from './lifetime.js';
import { warnWithoutRedis } from '../redis/redis-check.js';

interface Serving {
  /** How the process is called in its log. */
  name: string;
  config: Config;
  module: (logger: Logger) => DynamicModule;
  /** Where it listens; nowhere when undefined. */
  port: number | undefined;
  /** Where it serves operators besides, without a token; on this machine only while HOST is not set. */
  operationsPort?: number | undefined;
  /** The paths that take HTML forms. */
  forms?: readonly string[];
  /** What every request has to pass before its body is read. */
  gate?: (app: NestExpressApplication) => Gate | undefined;
  /** What the application needs besides before it starts. */
  prepare?: (app: NestExpressApplication) => void;
  /** Adds routes that are tried after the module's. */
  addLastRoutes?: (app: NestExpressApplication) => void;
}

const loopback = '127.0.0.1';

/** Runs an application as a process of its own, from its start until it is told to stop and has drained. */
export async function serve({ name, config, module, port, operationsPort, forms, gate, prepare, addLastRoutes }: Serving): Promise<void> {
  const logger = createLogger(name, config);
  exitOnUncaught(logger);
  const started: { app?: NestExpressApplication; servers: TracedServer[] } = { servers: [] };
  closeOnSignal(logger, async () => {
    started.servers.forEach(stopAccepting);
    await started.app?.close();
  });

  warnWithoutRedis(config, logger);
  const adapter = new TracedExpressAdapter(headersOfEveryAnswer(config));
  const app = await NestFactory.create<NestExpressApplication>(module(logger), adapter, { bodyParser: false, logger: new NestLogger(logger) });
  started.app = app;
  started.servers.push(app.getHttpServer());
  configureHttp(app, config, logger, { forms, gate: gate?.(app) });
  prepare?.(app);
  adapter.addLastRoutes = () => addLastRoutes?.(app);
  await (port === undefined ? app.init() : listen(app, port, config));
  if (operationsPort !== undefined) started.servers.push(await openOperations(adapter.listener, operationsPort, config.HOST ?? loopback));
  logger.info({ port, operationsPort }, 'ready');
  announceReady();
}
