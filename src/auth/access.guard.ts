import { type CanActivate, type ExecutionContext, Injectable, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { CodedError } from '../contracts/errors.js';
import { ACCESS, type Access } from '../platform/http/access.js';
import { AccessTokens, type Principal } from './access-token.js';

declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
  }
}

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The signed-in {@link Principal}, as a handler's argument. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<Request>();
  if (!principal) throw new CodedError('NOT_SIGNED_IN', 'Sign in first.');
  return principal;
});

/** Closes every route that does not say `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws CodedError NOT_SIGNED_IN, TOKEN_EXPIRED, TOKEN_INVALID or FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ?? 'user';
    if (access === 'everyone') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { authorization } = request.headers;
    if (!authorization) throw new CodedError('NOT_SIGNED_IN', 'Sign in first: send the header Authorization: Bearer <accessToken>.');
    const token = bearer.exec(authorization)?.[1];
    if (!token) throw new CodedError('TOKEN_INVALID', 'The Authorization header must be: Bearer <accessToken>.');
    request.principal = this.tokens.verify(token);
    if (access === 'admin' && request.principal.role !== 'admin') throw new CodedError('FORBIDDEN', 'Only an admin may do this.');
    return true;
  }
}
