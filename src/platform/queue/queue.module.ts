import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { queueNames } from '../../contracts/jobs.js';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { JobHandlers } from './job-handlers.js';
import { JobMetrics } from './job-metrics.js';
import { OutboxListener } from './outbox-listener.js';
import { OutboxModule } from './outbox.module.js';
import { queueOptions } from './queue-options.js';
import { Queues } from './queues.js';
import { Relay } from './relay.js';
import { Schedules } from './schedules.js';
import { Watchdog } from './watchdog.js';

/** The worker's side of the queues: the relay that fills them and the handlers that drain them. */
@Global()
@Module({
  imports: [
    OutboxModule,
    BullModule.forRootAsync({ inject: [CONFIG, LOGGER], useFactory: async (config: Config, logger: Logger) => queueOptions(config, logger) }),
    BullModule.registerQueue(...queueNames.map((name) => ({ name }))),
  ],
  providers: [Queues, OutboxListener, Relay, JobMetrics, JobHandlers, Schedules, Watchdog],
  exports: [JobHandlers, Schedules],
})
export class QueueModule {}
