import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from './platform/config/config.js';
import { NestLogger, createLogger } from './platform/observability/logger.js';
import { boot } from './platform/process/boot.js';
import { announceReady, closeOnSignal, exitOnUncaught } from './platform/process/lifetime.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: moves the outbox into the queues and drains them. */
boot(async () => {
  const config = { ...loadConfig(undefined, ['JWT_SECRET']), JWT_SECRET: undefined };
  const logger = createLogger('worker', config);
  exitOnUncaught(logger);
  const started: { app?: INestApplicationContext } = {};
  closeOnSignal(logger, async () => started.app?.close());

  started.app = await NestFactory.createApplicationContext(WorkerModule.for(config, logger), { logger: new NestLogger(logger) });
  logger.info('worker drains');
  announceReady();
});
