import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RateLimited } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import type { Gate } from '../http/server/gate.js';
import { sendProblem } from '../http/problems/send-problem.js';
import type { TracedResponse } from '../http/server/traced-response.js';
import { AddressCounter } from './address-counter.js';
import { clientAddress } from '../http/routes/client-address.js';
import { LimitsRedis } from './limits-redis.js';
import { policyField, policyItem, rateLimitField, rateLimitItem } from './rate-limit-fields.js';
import { windowsOf } from './windows.js';

/** What operators' tools ask again and again. */
const exempt = /^\/(?:health\/(?:live|ready)|metrics)(?:\?|$)/;

/**
 * RATE_LIMIT_REQUESTS, for everyone and every path, also those that lead nowhere; before the body is read. As a guard it would cost
 * several times as much and see matched routes only: docs/decisions/2026-11-23-rate-limits.md.
 */
@Injectable()
export class AddressLimit {
  private readonly counters: AddressCounter[];
  private readonly policy: string;
  private readonly hops: number;

  constructor(@Inject(CONFIG) { RATE_LIMIT, RATE_LIMIT_REQUESTS, TRUST_PROXY }: Config, redis: LimitsRedis) {
    const windows = RATE_LIMIT === 'on' ? windowsOf('default', RATE_LIMIT_REQUESTS) : [];
    this.counters = windows.map((window) => new AddressCounter(redis.client, window));
    this.hops = TRUST_PROXY;
    this.policy = windows.map(policyItem).join(', ');
  }

  /** Nothing where there is no limit. */
  get gate(): Gate | undefined {
    return this.counters.length === 0 ? undefined : (request, response) => this.admits(request, response);
  }

  /** Counts a request that does not come through the gate. */
  refusalOf(request: Pick<Request, 'headers' | 'socket'>, response?: Response): RateLimited | undefined {
    const refusedForMs = this.count(clientAddress(request, this.hops), response);
    return refusedForMs === 0 ? undefined : new RateLimited('There are too many requests from your address.', refusedForMs / 1000);
  }

  private admits(request: Request, response: Response): boolean {
    if (exempt.test(request.url)) return true;
    const refusal = this.refusalOf(request, response);
    if (refusal) sendProblem(response as Response & TracedResponse, refusal);
    return !refusal;
  }

  /** Milliseconds until the next request may pass; 0 when this one may. What a shorter window refuses does not weigh on a longer one. */
  private count(address: string, response?: Response): number {
    const now = Date.now();
    let refusedForMs = 0;
    let items = '';
    for (const counter of this.counters) {
      const { name, points } = counter.window;
      const standing = counter.standing(address, now);
      const msLeft = standing.endsAt - now;
      if (standing.count >= points) refusedForMs = msLeft;
      else counter.add(address, standing, now);
      items += `${items && ', '}${rateLimitItem(name, points - standing.count, msLeft)}`;
      if (refusedForMs > 0) break;
    }
    response?.setHeader(policyField, this.policy);
    response?.setHeader(rateLimitField, items);
    return refusedForMs;
  }
}
