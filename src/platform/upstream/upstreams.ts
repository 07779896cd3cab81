import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { cachingHttp } from './caching-http.js';
import { Coordination } from './coordination.js';
import { createHttp } from './outgoing-http.js';
import { Upstream, type UpstreamOptions } from './upstream.js';
import { UpstreamMetrics, type UpstreamState } from './upstream-metrics.js';

/** Answers that a process keeps for each upstream with caching headers of its own. */
const mostKept = 500;

/** Every upstream that this process asks. */
@Injectable()
export class Upstreams {
  private readonly known = new Map<string, Upstream>();
  private readonly metrics = new UpstreamMetrics(() => this.states);

  constructor(
    @Inject(HttpService) private readonly http: Pick<HttpService, 'axiosRef'>,
    private readonly coordination: Coordination,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** For a command, without Nest. */
  static standalone({ REDIS_URL }: Pick<Config, 'REDIS_URL'>, logger: Logger): Upstreams {
    return new Upstreams({ axiosRef: createHttp() }, new Coordination(REDIS_URL, logger), logger);
  }

  open(options: UpstreamOptions): Upstream {
    const http = options.httpCache ? cachingHttp(createHttp(), mostKept) : this.http.axiosRef;
    const upstream = new Upstream(options, http, this.coordination, this.metrics, this.logger.child({ upstream: options.name }));
    this.known.set(options.name, upstream);
    return upstream;
  }

  close(): void {
    this.coordination.close();
  }

  get states(): Record<string, UpstreamState> {
    return Object.fromEntries([...this.known].map(([name, { state }]) => [name, state]));
  }
}
