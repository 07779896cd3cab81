import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../auth/tokens/access-token.js';
import { AuthService } from '../auth/auth.service.js';
import type { Caller } from '../platform/http/routes/caller.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { Outbox } from '../platform/queue/outbox.js';
import type { AddressChangeAsked, AddressChangeRequest } from './address-change.schemas.js';
import { AddressChanges } from './address-changes.js';

/** Asking for another address. */
@Injectable()
export class AddressChangeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly changes: AddressChanges,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Promises a link to the new address, and tells the old one. The answer does not tell whether the new address is somebody's already.
   * @throws what {@link AuthService.confirm} throws; RateLimited when the account has asked too often
   */
  async ask({ id }: Principal, { email, ...confirmation }: AddressChangeRequest, { traceparent }: RequestContext, caller: Caller): Promise<AddressChangeAsked> {
    const user = await this.auth.confirm(id, confirmation, caller);
    await this.dataSource.transaction(async (tx) => {
      await this.auth.hold(tx, user);
      const changeId = await this.changes.add(tx, id, email);
      await this.outbox.add(tx, 'account-email', { mail: 'address-link', changeId }, traceparent);
      await this.outbox.add(tx, 'account-email', { mail: 'address-asked', changeId }, traceparent);
    });
    return { message: 'A link to confirm the new address was sent to it' };
  }
}
