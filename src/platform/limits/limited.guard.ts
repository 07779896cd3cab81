import { Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { RateLimited } from '../../contracts/errors.js';
import { policyField, policyItem, rateLimitField, rateLimitItem } from './rate-limit-fields.js';

/** The library's guard, with header fields and a refusal of ours. */
@Injectable()
export class LimitedGuard extends ThrottlerGuard {
  /** @throws RateLimited */
  protected override async handleRequest({
    context,
    limit,
    ttl,
    throttler: { name = '' },
    blockDuration,
    getTracker,
    generateKey,
  }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const key = generateKey(context, await getTracker(http.getRequest<Request>(), context), name);
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(key, ttl, limit, blockDuration, name);
    const response = http.getResponse<Response>();
    response.appendHeader(policyField, policyItem({ name, points: limit, seconds: ttl / 1000 }));
    response.appendHeader(rateLimitField, rateLimitItem(name, limit - totalHits, timeToExpire * 1000));
    if (isBlocked) throw new RateLimited('This was done too often from your address.', timeToExpire);
    return true;
  }
}
