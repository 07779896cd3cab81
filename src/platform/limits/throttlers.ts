import type { Reflector } from '@nestjs/core';
import type { ThrottlerModuleOptions, ThrottlerOptions } from '@nestjs/throttler';
import type { Request } from 'express';
import type { Config } from '../config/config.js';
import { clientAddress } from '../http/routes/client-address.js';
import { LIMITED, type RouteLimit, routeLimits } from './limited.js';
import type { LimitsRedis } from './limits-redis.js';
import { SharedThrottlerStorage } from './throttler-storage.js';
import { windowsOf } from './windows.js';

/** The settings of `@nestjs/throttler`: a throttler for each window of each limit that a route can have. */
export function throttlers(config: Config, redis: LimitsRedis, reflector: Reflector): ThrottlerModuleOptions {
  const ofLimit = (limit: RouteLimit): ThrottlerOptions[] =>
    windowsOf(limit, config[routeLimits[limit]]).map(({ name, points, seconds }) => ({
      name,
      limit: points,
      ttl: seconds * 1000,
      skipIf: (context) => config.RATE_LIMIT === 'off' || reflector.get<string>(LIMITED, context.getHandler()) !== limit,
    }));
  return {
    throttlers: Object.keys(routeLimits).flatMap((limit) => ofLimit(limit as RouteLimit)),
    storage: new SharedThrottlerStorage(redis.client),
    getTracker: (_, context) => clientAddress(context.switchToHttp().getRequest<Request>(), config.TRUST_PROXY),
    generateKey: (_, tracker) => tracker,
  };
}
