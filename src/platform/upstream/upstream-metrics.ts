import { Counter, Gauge, Histogram } from 'prom-client';
import type { CallOutcome } from './call-failed.js';

/** How an upstream fares in this process, right now. */
export interface UpstreamState {
  breaker: 'closed' | 'half-open' | 'open';
  running: number;
  waiting: number;
  /** Seconds for which it is left alone, as it asked. */
  pausedForSeconds: number;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const breakerValues = { closed: 0, 'half-open': 1, open: 2 };
const labelNames = ['upstream'] as const;

/** Calls to upstreams and their state, for Prometheus. */
export class UpstreamMetrics {
  private readonly duration = new Histogram({
    name: 'upstream_call_seconds',
    help: 'Seconds that a call took, without the wait for a place, by what became of it.',
    labelNames: ['upstream', 'outcome'],
    buckets,
  });
  private readonly retries = new Counter({ name: 'upstream_retries_total', help: 'Calls that were made again.', labelNames });

  constructor(states: () => Record<string, UpstreamState>) {
    const gauge = (name: string, help: string, value: (state: UpstreamState) => number) => {
      const made: Gauge<'upstream'> = new Gauge({
        name,
        help,
        labelNames,
        collect: () => {
          for (const [upstream, state] of Object.entries(states())) made.set({ upstream }, value(state));
        },
      });
    };
    gauge('upstream_breaker_state', 'State of the circuit breaker: 0 closed, 1 half-open, 2 open.', ({ breaker }) => breakerValues[breaker]);
    gauge('upstream_calls_running', 'Calls that this process runs.', ({ running }) => running);
    gauge('upstream_calls_waiting', 'Calls of this process that wait for a place.', ({ waiting }) => waiting);
    gauge('upstream_paused_seconds', 'Seconds for which the upstream is left alone, as it asked.', ({ pausedForSeconds }) => pausedForSeconds);
  }

  observe(upstream: string, outcome: CallOutcome | 'ok', milliseconds: number): void {
    this.duration.observe({ upstream, outcome }, milliseconds / 1000);
  }

  countRetry(upstream: string): void {
    this.retries.inc({ upstream });
  }
}
