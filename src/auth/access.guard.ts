import { type CanActivate, type ExecutionContext, Inject, Injectable, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { CodedError, type ErrorCode } from '../contracts/errors.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ACCESS, ADMIN_COOKIE, type Access } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { isFromOperator } from '../platform/http/routes/operator.js';
import { SecurityLog } from '../platform/observability/security-log.js';
import type { Principal } from './tokens/access-token.js';
import { AdminCookie } from './browser/admin-cookie.js';
import { Identities } from './tokens/identities.js';

declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
  }
}

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;
const reading = new Set(['GET', 'HEAD']);
/** Honest clients come without a token, or with one that has expired, all day; they do not come with these. */
const suspicious = new Set<ErrorCode>(['TOKEN_INVALID', 'SESSION_ENDED', 'FORBIDDEN']);

/** The signed-in {@link Principal}, as a handler's argument. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<Request>();
  if (!principal) throw new CodedError('NOT_SIGNED_IN', 'Sign in first.');
  return principal;
});

/** Closes every route that does not say `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly adminsOnly: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly identities: Identities,
    private readonly cookie: AdminCookie,
    private readonly security: SecurityLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.adminsOnly =
      config.ADMIN_SECOND_FACTOR === 'required' ? 'Only an admin who has signed in with a second factor may do this.' : 'Only an admin may do this.';
  }

  /** @throws CodedError NOT_SIGNED_IN, TOKEN_EXPIRED, TOKEN_INVALID, SESSION_ENDED or FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    try {
      return this.admits(context);
    } catch (error) {
      if (error instanceof CodedError && suspicious.has(error.code)) this.log(error, context.switchToHttp().getRequest<Request>());
      throw error;
    }
  }

  private admits(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ?? 'user';
    if (access === 'everyone') return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (access === 'operator' && isFromOperator(request, this.config.OPERATIONS_TOKEN)) return true;
    const { authorization } = request.headers;
    const token = authorization ? bearerToken(authorization) : access === 'admin' ? this.cookieToken(context, request) : undefined;
    if (!token) throw new CodedError('NOT_SIGNED_IN', 'Sign in first: send the header Authorization: Bearer <accessToken>.');
    request.principal = this.identities.of(token);
    // What follows is for one person; a route whose answer caches may keep says so after this.
    context.switchToHttp().getResponse<Response>().setHeader('Cache-Control', 'no-store');
    if (access !== 'user' && request.principal.role !== 'admin') throw new CodedError('FORBIDDEN', this.adminsOnly);
    return true;
  }

  private log({ code }: CodedError, request: Request): void {
    const { principal } = request;
    this.security.warn('access refused', new Caller(request), { userId: principal?.id, sessionId: principal?.sessionId, reason: code });
  }

  /** A browser sends its cookie with whatever any page makes it ask: what changes something must come from a page of ours. */
  private cookieToken(context: ExecutionContext, request: Request): string | undefined {
    if (this.reflector.getAllAndOverride<true | undefined>(ADMIN_COOKIE, [context.getHandler(), context.getClass()]) !== true) return undefined;
    const token = this.cookie.of(request);
    const sender = this.cookie.sentBy(request);
    if (token && (sender === 'others' || (sender === 'nobody' && !reading.has(request.method))))
      throw new CodedError('FORBIDDEN', 'The request was not sent by a page of this service.');
    return token;
  }
}

function bearerToken(authorization: string): string {
  const token = bearer.exec(authorization)?.[1];
  if (!token) throw new CodedError('TOKEN_INVALID', 'The Authorization header must be: Bearer <accessToken>.');
  return token;
}
