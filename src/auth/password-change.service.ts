import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { ValidationFailed } from '../contracts/errors.js';
import { UserNotFound } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import type { Principal } from './access-token.js';
import type { PasswordChange } from './auth.schemas.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password-rules.js';
import { SessionsService } from './sessions.service.js';

/** Changing one's password. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Every session but the one that asks ends with it: whoever knew the old password is out.
   * @throws ValidationFailed; UserNotFound; TooBusy; the signal's reason when it aborts before a password's turn
   */
  async change({ id, sessionId }: Principal, { currentPassword, newPassword }: PasswordChange, requestId: string, signal: AbortSignal): Promise<void> {
    const user = await this.users.find(id);
    if (!user) throw new UserNotFound();
    if (!(await this.hasher.verify(currentPassword, user.passwordHash, signal))) throw new ValidationFailed([{ path: 'currentPassword', message: 'is not your password' }]);
    await checkNewPassword(newPassword, user, 'newPassword');
    const passwordHash = await this.hasher.hash(newPassword, signal);
    await this.dataSource.transaction(async (tx) => {
      await this.users.setPasswordHash(tx, id, passwordHash);
      await this.sessions.endAll(tx, id, sessionId);
      await this.audit.add(tx, { action: 'password.changed', actorId: id, subjectId: id, requestId });
    });
  }
}
