import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import type { Principal } from '../auth/tokens/access-token.js';
import type { Confirmation } from '../auth/auth.schemas.js';
import { AuthService } from '../auth/auth.service.js';
import { CodedError } from '../contracts/errors.js';
import type { Caller } from '../platform/http/routes/caller.js';
import { UsersService } from '../users/users.service.js';

/** Forgets a person. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Everything that hangs on the account goes with it, its sessions and sockets too; its orders stay, with nobody's name on them, and
   * the audit log, which knows ids only.
   * @throws what {@link AuthService.confirm} throws; CodedError LAST_ADMIN
   */
  async erase({ id }: Principal, confirmation: Confirmation, caller: Caller): Promise<void> {
    const user = await this.auth.confirm(id, confirmation, caller);
    await this.dataSource.transaction(async (tx) => {
      if (user.role === 'admin' && (await this.users.lockAdmins(tx)).every((admin) => admin === id))
        throw new CodedError('LAST_ADMIN', 'You are the only admin who is not blocked. Make somebody else one first.');
      await this.auth.hold(tx, user);
      await this.users.remove(tx, id);
      await this.audit.add(tx, { action: 'user.erased', actorId: id, subjectId: id, requestId: caller.requestId });
    });
  }
}
