import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { CommonGround } from './common-ground.js';
import { createHttp } from './outgoing-http.js';
import { Upstream, type UpstreamOptions } from './upstream.js';
import { UpstreamMetrics, type UpstreamState } from './upstream-metrics.js';

/** Every upstream that this process asks. */
@Injectable()
export class Upstreams {
  private readonly known = new Map<string, Upstream>();
  private readonly metrics = new UpstreamMetrics(() => this.states);

  constructor(
    @Inject(HttpService) private readonly http: Pick<HttpService, 'axiosRef'>,
    private readonly ground: CommonGround,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** For a command, without Nest. */
  static standalone({ REDIS_URL }: Pick<Config, 'REDIS_URL'>, logger: Logger): Upstreams {
    return new Upstreams({ axiosRef: createHttp() }, new CommonGround(REDIS_URL, logger), logger);
  }

  open(options: UpstreamOptions): Upstream {
    const upstream = new Upstream(options, this.http.axiosRef, this.ground, this.metrics, this.logger.child({ upstream: options.name }));
    this.known.set(options.name, upstream);
    return upstream;
  }

  get states(): Record<string, UpstreamState> {
    return Object.fromEntries([...this.known].map(([name, { state }]) => [name, state]));
  }
}
