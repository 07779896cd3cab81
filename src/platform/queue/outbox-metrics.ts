import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { jobNames } from '../../contracts/jobs.js';

/** The rows of each state; each condition has a partial index of its own. */
const states = {
  pending: 'completed_at IS NULL AND parked_at IS NULL',
  parked: 'parked_at IS NOT NULL',
} as const;
const labelNames = ['job', 'state'] as const;

type StateGauge = Gauge<(typeof labelNames)[number]>;

/** How much is promised and not kept yet, asked of PostgreSQL at each scrape; nothing is reported while PostgreSQL is away. */
@Injectable()
export class OutboxMetrics {
  constructor(private readonly dataSource: DataSource) {
    const rows: StateGauge = new Gauge({
      name: 'outbox_rows',
      help: 'Promised jobs that are pending, or parked for an operator.',
      labelNames,
      collect: async () => this.measure(rows, 'count(*)'),
    });
    const age: StateGauge = new Gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest promised job that is pending or parked; 0 when none is.',
      labelNames,
      collect: async () => this.measure(age, 'coalesce(extract(epoch FROM now() - min(created_at)), 0)'),
    });
  }

  private async measure(gauge: StateGauge, expression: string): Promise<void> {
    const reads = Object.entries(states).map(async ([state, condition]) => {
      const values = await this.dataSource.query<{ job: string; value: string }[]>(
        `SELECT jobs.job, (SELECT ${expression} FROM outbox WHERE outbox.job = jobs.job AND ${condition}) AS value FROM unnest($1::text[]) AS jobs (job)`,
        [jobNames],
      );
      for (const { job, value } of values) gauge.set({ job, state }, Number(value));
    });
    gauge.reset();
    await Promise.allSettled(reads);
  }
}
