import type { AxiosInstance } from 'axios';
import { BrokenCircuitError } from 'cockatiel';
import type { z } from 'zod';
import type { Logger } from '../observability/logger.js';
import type { Allowance } from './allowance.js';
import { forgetAnswer } from './caching-http.js';
import { CallFailed } from './call-failed.js';
import { CallPolicy, breakerWindowMs } from './call-policy.js';
import type { Coordination } from './coordination.js';
import { DeadlinePassed } from './deadline.js';
import { forLog, readFailure } from './failure.js';
import { QuotaSpent } from './quota.js';
import type { UpstreamMetrics, UpstreamState } from './upstream-metrics.js';
import { UpstreamInvalid, UpstreamTimeout, UpstreamUnavailable, UpstreamUnreachable } from './upstream.errors.js';

export interface UpstreamOptions {
  name: string;
  /** The longest that one call may take, without the wait for a place; in milliseconds. */
  timeoutMs: number;
  allowance: Allowance;
  /** Seconds for which the upstream asks to be left alone, read from the body of a 429. */
  pauseSeconds?: (body: unknown) => number | undefined;
  /** Whether its own caching headers are honoured: nothing is asked before `Expires`, and then only whether it has changed. */
  httpCache?: boolean;
}

export interface UpstreamRequest {
  url: string;
  params?: Record<string, string | number>;
  headers?: Record<string, string>;
  /** Calls of a higher one go first in the line; 0 unless said. */
  priority?: number;
}

export interface UpstreamAnswer<Body> {
  body: Body;
  /** By lower-case name. */
  headers: Record<string, string | undefined>;
}

const pauseSecondsByDefault = 60;
const tooManyRequests = 429;
const serverErrors = 500;

/** A service that is not ours, asked over HTTP for JSON, by its policy; its bodies are checked. */
export class Upstream {
  private readonly policy: CallPolicy;

  constructor(
    private readonly options: UpstreamOptions,
    private readonly http: AxiosInstance,
    coordination: Coordination,
    private readonly metrics: UpstreamMetrics,
    private readonly logger: Logger,
  ) {
    this.policy = new CallPolicy(
      {
        ...options,
        onRetry: () => {
          metrics.countRetry(options.name);
        },
      },
      coordination,
    );
  }

  get state(): UpstreamState {
    return this.policy.state;
  }

  /** @throws UpstreamUnavailable, UpstreamInvalid, UpstreamTimeout; TooBusy; or the reason why `signal` aborted */
  async get<Schema extends z.ZodType>(request: UpstreamRequest, schema: Schema, signal: AbortSignal): Promise<UpstreamAnswer<z.infer<Schema>>> {
    try {
      return await this.policy.run(signal, request.priority, async (call) => this.ask(request, schema, call));
    } catch (error) {
      throw this.told(error);
    }
  }

  private async ask<Schema extends z.ZodType>(
    { url, params, headers: sent }: UpstreamRequest,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<UpstreamAnswer<z.infer<Schema>>> {
    const startedAt = performance.now();
    let outcome: CallFailed['outcome'] | 'ok' = 'ok';
    try {
      const answer = await this.http.get<unknown>(url, { params, signal, ...(sent && { headers: sent }) });
      const parsed = await schema.safeParseAsync(answer.data);
      if (parsed.success) return { body: parsed.data, headers: Object.fromEntries(Object.entries(answer.headers)) };
      await forgetAnswer(this.http, answer);
      throw parsed.error;
    } catch (error) {
      const failed = await this.failed(error, signal);
      ({ outcome } = failed);
      if (failed.isFault) this.logger.warn({ err: failed.told.cause, outcome }, 'call to an upstream failed');
      throw failed;
    } finally {
      this.metrics.observe(this.options.name, outcome, performance.now() - startedAt);
    }
  }

  private async failed(error: unknown, signal: AbortSignal): Promise<CallFailed> {
    const { name } = this.options;
    const cause = forLog(error);
    if (signal.reason instanceof DeadlinePassed) return new CallFailed('timeout', new UpstreamTimeout(name, cause));
    if (signal.aborted) return new CallFailed('abandoned', signal.reason as Error);
    const failure = readFailure(error);
    if (failure.kind === 'unreachable') return new CallFailed('unreachable', new UpstreamUnreachable(name, cause));
    if (failure.kind === 'unreadable') return new CallFailed('invalid', new UpstreamInvalid(name, cause));
    if (failure.status !== tooManyRequests) return new CallFailed(failure.status >= serverErrors ? 'error' : 'refused', new UpstreamInvalid(name, cause));
    const seconds = failure.retryAfterSeconds ?? this.options.pauseSeconds?.(failure.body) ?? pauseSecondsByDefault;
    await this.policy.pause(seconds);
    return new CallFailed('refused', new UpstreamUnavailable(name, cause, seconds));
  }

  /** What the caller is told. */
  private told(error: unknown): unknown {
    if (error instanceof CallFailed) return error.told;
    if (error instanceof BrokenCircuitError) {
      const Why = this.policy.lastFault === 'unreachable' ? UpstreamUnreachable : UpstreamUnavailable;
      return new Why(this.options.name, error, breakerWindowMs / 1000);
    }
    if (error instanceof QuotaSpent) return new UpstreamUnavailable(this.options.name, error, error.retryAfterSeconds);
    return error;
  }
}
