import { type DynamicModule, Module } from '@nestjs/common';
import { EmailsModule } from './emails/emails.module.js';
import { EventPublisherModule } from './personal-events/event-publisher.module.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthModule } from './platform/health/health.module.js';
import type { Logger } from './platform/observability/logger.js';
import { MetricsModule } from './platform/observability/metrics.module.js';
import { ProcessModule } from './platform/process/process.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { WeatherRefreshModule } from './weather-updates/weather-refresh.module.js';

/** What runs in a worker process: the outbox relay, a handler for every job, and what tells operators how they fare. */
@Module({
  imports: [
    DatabaseModule,
    HealthModule.for({ needsRedis: true }),
    MetricsModule,
    RetentionModule,
    QueueModule,
    EmailsModule,
    EventPublisherModule,
    WeatherRefreshModule,
  ],
})
export class WorkerModule {
  static for(config: Config, logger: Logger): DynamicModule {
    return { module: WorkerModule, imports: [ProcessModule.for(config, logger)] };
  }
}
