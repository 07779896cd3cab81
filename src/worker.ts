import 'reflect-metadata';
import { loadConfig } from './platform/config/config.js';
import { boot } from './platform/process/boot.js';
import { serve } from './platform/process/serve.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: moves the outbox into the queues and drains them. It serves its health and metrics when it is given a port for them. */
boot(async () => {
  const config = { ...loadConfig(undefined, ['JWT_SECRET']), JWT_SECRET: undefined };
  await serve({ name: 'worker', config, module: (logger) => WorkerModule.for(config, logger), port: undefined, operationsPort: config.OPERATIONS_PORT });
});
