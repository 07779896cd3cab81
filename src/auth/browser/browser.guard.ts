import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CodedError } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { sentBy } from '../../platform/http/routes/sender.js';

/** Lets in what a browser sends for a page of ours, or of an origin in CORS_ORIGINS: any other page could make it send the cookie along. */
@Injectable()
export class BrowserGuard implements CanActivate {
  private readonly publicUrl: URL;
  private readonly origins: readonly string[];

  constructor(@Inject(CONFIG) { PUBLIC_URL, CORS_ORIGINS }: Config) {
    this.publicUrl = new URL(PUBLIC_URL);
    this.origins = CORS_ORIGINS;
  }

  /** @throws CodedError FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { origin } = request.headers;
    if (sentBy(request, this.publicUrl) === 'us' || (origin !== undefined && this.origins.includes(origin))) return true;
    throw new CodedError('FORBIDDEN', 'This endpoint is for pages of this service, and of the origins that CORS_ORIGINS names. Programs use /auth/login.');
  }
}
