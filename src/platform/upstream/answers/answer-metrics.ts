import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';

/** How reads of the answer cache went, for Prometheus. */
@Injectable()
export class AnswerMetrics {
  private readonly reads = new Counter({
    name: 'answer_cache_reads_total',
    help: 'Reads of cached answers of upstreams, by kind and by what was found.',
    labelNames: ['kind', 'found'],
  });

  count(key: string, found: 'fresh' | 'stale' | 'miss'): void {
    this.reads.inc({ kind: key.slice(0, key.indexOf(':')), found });
  }
}
