import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';

export type Access = 'everyone' | 'user' | 'admin';

/** Metadata key of a route's {@link Access}. A route without one is for people who are signed in. */
export const ACCESS = Symbol('ACCESS');

/** Opens a route to everyone. */
export const Public = () => SetMetadata(ACCESS, 'everyone' satisfies Access);

/** Keeps a route to people who are signed in. */
export const SignedIn = () => applyDecorators(SetMetadata(ACCESS, 'user' satisfies Access), ApiBearerAuth());

/** Keeps a route to admins. */
export const AdminOnly = () => applyDecorators(SetMetadata(ACCESS, 'admin' satisfies Access), ApiBearerAuth());
