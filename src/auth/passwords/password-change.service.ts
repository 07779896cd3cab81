import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller } from '../../platform/http/routes/caller.js';
import type { RequestContext } from '../../platform/http/routes/request-context.js';
import { UsersService } from '../../users/users.service.js';
import type { Principal } from '../tokens/access-token.js';
import type { PasswordChange } from '../auth.schemas.js';
import { AuthService } from '../auth.service.js';
import { CredentialChanges } from '../credential-changes.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password-rules.js';

/** Changing one's password. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly changes: CredentialChanges,
  ) {}

  /**
   * Every session but the one that asks ends with it: whoever knew the old password is out.
   * @throws what {@link AuthService.confirm} throws; ValidationFailed for the new one
   */
  async change({ id, sessionId }: Principal, { currentPassword, code, newPassword }: PasswordChange, context: RequestContext, caller: Caller): Promise<void> {
    const user = await this.auth.confirm(id, { password: currentPassword, code }, caller, 'currentPassword');
    await checkNewPassword(newPassword, user, 'newPassword');
    const passwordHash = await this.hasher.hash(newPassword, caller.signal);
    await this.dataSource.transaction(async (tx) => {
      await this.auth.hold(tx, user, 'currentPassword');
      await this.users.setPasswordHash(tx, id, passwordHash);
      await this.changes.conclude(
        tx,
        { action: 'password.changed', actorId: id, subjectId: id, keep: sessionId, mail: { mail: 'password-changed', userId: id } },
        context,
      );
    });
  }
}
