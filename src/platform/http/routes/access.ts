import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';

export type Access = 'everyone' | 'user' | 'operator' | 'admin';

/** Metadata key of a route's {@link Access}. A route without one is for people who are signed in. */
export const ACCESS = Symbol('ACCESS');

/** Metadata key of the admins' routes that take their cookie as well as their bearer token. */
export const ADMIN_COOKIE = Symbol('ADMIN_COOKIE');

/** Opens a route to everyone. */
export const Public = () => SetMetadata(ACCESS, 'everyone' satisfies Access);

/** Keeps a route to people who are signed in. */
export const SignedIn = () => applyDecorators(SetMetadata(ACCESS, 'user' satisfies Access), ApiBearerAuth());

/** Keeps a route to admins. */
export const AdminOnly = () => applyDecorators(SetMetadata(ACCESS, 'admin' satisfies Access), ApiBearerAuth());

/** Keeps a route to operators, by their port or their token, and to admins. */
export const OperatorOnly = () => applyDecorators(SetMetadata(ACCESS, 'operator' satisfies Access), ApiBearerAuth());

/** Next to `@AdminOnly()`: also takes the cookie of the admins' sign-in page. Every other route knows bearer tokens only. */
export const AdminCookieToo = () => SetMetadata(ADMIN_COOKIE, true);
