import { HttpModule } from '@nestjs/axios';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { AnswerCache } from './answers/answer-cache.js';
import { AnswerMetrics } from './answers/answer-metrics.js';
import { AnswerStore } from './answers/answer-store.js';
import { Coordination } from './coordination.js';
import { outgoingHttp } from './outgoing-http.js';
import { Upstreams } from './upstreams.js';

/** Asking services that are not ours, and keeping what they answered. */
@Global()
@Module({
  imports: [HttpModule.register(outgoingHttp)],
  providers: [
    Upstreams,
    AnswerCache,
    AnswerStore,
    AnswerMetrics,
    { provide: Coordination, inject: [CONFIG, LOGGER], useFactory: ({ REDIS_URL }: Config, logger: Logger) => new Coordination(REDIS_URL, logger) },
  ],
  exports: [Upstreams, AnswerCache],
})
export class UpstreamModule implements OnApplicationShutdown {
  constructor(private readonly upstreams: Upstreams) {}

  /** Not before: the requests that are still being answered need it. */
  onApplicationShutdown(): void {
    this.upstreams.close();
  }
}
