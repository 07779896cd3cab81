import { SetMetadata, UseGuards, applyDecorators } from '@nestjs/common';
import { LimitedGuard } from './limited.guard.js';

/** Limits that a route can have for itself, by address, and the settings that say how tight they are. */
export const routeLimits = { register: 'RATE_LIMIT_REGISTER', mail: 'RATE_LIMIT_MAIL' } as const;
export type RouteLimit = keyof typeof routeLimits;

/** Metadata key of a route's {@link RouteLimit}. */
export const LIMITED = Symbol('LIMITED');

/** Gives a route a limit of its own, besides the one for everyone. */
export const Limited = (limit: RouteLimit) => applyDecorators(SetMetadata(LIMITED, limit), UseGuards(LimitedGuard));
