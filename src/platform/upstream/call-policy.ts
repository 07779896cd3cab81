import { CircuitState, CountBreaker, ExponentialBackoff, circuitBreaker, handleWhen, retry } from 'cockatiel';
import type { Allowance } from './allowance.js';
import { Bulkhead } from './bulkhead.js';
import { CallFailed, type CallOutcome } from './call-failed.js';
import type { Coordination } from './coordination.js';
import { within } from './deadline.js';
import { Quota } from './quota.js';
import { RetryBudget } from './retry-budget.js';
import type { UpstreamState } from './upstream-metrics.js';

interface CallPolicyOptions {
  name: string;
  timeoutMs: number;
  allowance: Allowance;
  onRetry: () => void;
}

/** A breaker opens when more than half of the last calls failed, and lets one call through after the window; in milliseconds. */
export const breakerWindowMs = 5_000;
const breakerSamples = { threshold: 0.5, size: 20, minimumNumberOfCalls: 5 };
const retryShare = 0.1;
const retriesSaved = 10;
const retryDelayMs = { initialDelay: 50, maxDelay: 500 };
/** A place is given back by then even if its holder has died; in milliseconds beyond the timeout. */
const placeSlackMs = 1_000;
const breakerNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
} as const;

/** How one upstream is called: never more than it allows, never longer than its timeout, and not while it is down. */
export class CallPolicy {
  private readonly bulkhead: Bulkhead;
  private readonly quota: Quota;
  private readonly budget = new RetryBudget(retryShare, retriesSaved);
  /** A probe that came to nothing proves nothing. */
  private readonly breaker = circuitBreaker(
    handleWhen((error) => error instanceof CallFailed && (error.isFault || (error.outcome === 'abandoned' && this.breaker.state === CircuitState.HalfOpen))),
    { halfOpenAfter: breakerWindowMs, breaker: new CountBreaker(breakerSamples) },
  );
  private readonly retry = retry(
    handleWhen((error) => error instanceof CallFailed && error.mayPass && this.budget.allows),
    { maxAttempts: 1, backoff: new ExponentialBackoff(retryDelayMs) },
  );

  constructor(
    private readonly options: CallPolicyOptions,
    coordination: Coordination,
  ) {
    const { name, timeoutMs, allowance, onRetry } = options;
    this.bulkhead = new Bulkhead(coordination, { name, atOnce: allowance.atOnce, holdMs: timeoutMs + placeSlackMs });
    this.quota = new Quota(coordination, name, allowance);
    this.retry.onRetry(() => {
      this.budget.spend();
      onRetry();
    });
  }

  get state(): UpstreamState {
    const { running, waiting } = this.bulkhead;
    return { breaker: breakerNames[this.breaker.state], running, waiting, pausedForSeconds: this.quota.pausedForSeconds };
  }

  /** The last failure that spoke against the upstream. */
  get lastFault(): CallOutcome | undefined {
    const { lastFailure } = this.breaker;
    return lastFailure && 'error' in lastFailure && lastFailure.error instanceof CallFailed ? lastFailure.error.outcome : undefined;
  }

  /**
   * Tries, perhaps again, unless the breaker is open, at a place of the bulkhead, within the quota, for as long as the timeout allows.
   * @throws what `call` throws; BrokenCircuitError, QuotaSpent, TooBusy; or the reason why `signal` aborted
   */
  async run<Result>(signal: AbortSignal, priority: number | undefined, call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.budget.earn();
    return this.retry.execute(async () =>
      this.breaker.execute(async () =>
        this.bulkhead.hold(signal, priority, async () =>
          this.quota.spend(signal, async () =>
            within(this.options.timeoutMs, signal, call)))), signal);
  }

  /** No process calls for so many seconds. */
  async pause(seconds: number): Promise<void> {
    await this.quota.pause(seconds);
  }
}
