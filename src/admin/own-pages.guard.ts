import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AdminCookie } from '../auth/browser/admin-cookie.js';
import { CodedError } from '../contracts/errors.js';

/** Refuses what a page of somebody else makes a browser send, such as a form that signs its reader in as another. */
@Injectable()
export class OwnPagesGuard implements CanActivate {
  constructor(private readonly cookie: AdminCookie) {}

  /** @throws CodedError FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    if (this.cookie.sentBy(context.switchToHttp().getRequest<Request>()) === 'others') throw new CodedError('FORBIDDEN', 'This form is not ours.');
    return true;
  }
}
