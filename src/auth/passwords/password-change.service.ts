import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import type { Caller } from '../../platform/http/routes/caller.js';
import type { RequestContext } from '../../platform/http/routes/request-context.js';
import { Outbox } from '../../platform/queue/outbox.js';
import { UsersService } from '../../users/users.service.js';
import type { Principal } from '../tokens/access-token.js';
import type { PasswordChange } from '../auth.schemas.js';
import { AuthService } from '../auth.service.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password-rules.js';
import { SessionsService } from '../sessions/sessions.service.js';

/** Changing one's password. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Every session but the one that asks ends with it: whoever knew the old password is out.
   * @throws what {@link AuthService.confirm} throws; ValidationFailed for the new one
   */
  async change({ id, sessionId }: Principal, { currentPassword, code, newPassword }: PasswordChange, { requestId, traceparent }: RequestContext, caller: Caller): Promise<void> {
    const user = await this.auth.confirm(id, { password: currentPassword, code }, caller, 'currentPassword');
    await checkNewPassword(newPassword, user, 'newPassword');
    const passwordHash = await this.hasher.hash(newPassword, caller.signal);
    await this.dataSource.transaction(async (tx) => {
      await this.auth.hold(tx, user, 'currentPassword');
      await this.users.setPasswordHash(tx, id, passwordHash);
      await this.sessions.endAll(tx, id, sessionId);
      await this.audit.add(tx, { action: 'password.changed', actorId: id, subjectId: id, requestId });
      await this.outbox.add(tx, 'account-email', { mail: 'password-changed', userId: id }, traceparent);
    });
  }
}
