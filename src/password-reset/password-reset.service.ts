import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CredentialChanges } from '../auth/credential-changes.js';
import { PasswordHasher } from '../auth/passwords/password-hasher.js';
import { checkNewPassword } from '../auth/passwords/password-rules.js';
import type { Caller } from '../platform/http/routes/caller.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { Outbox } from '../platform/queue/outbox.js';
import { UserNotFound } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import type { MailPromised } from './password-reset.schemas.js';
import { ResetLinks } from './reset-links.js';

/** A new password for who has forgotten theirs and reads the mail of their address. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: ResetLinks,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly changes: CredentialChanges,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Promises a mail with a link. It does the same for an address that nobody has, so that it takes as long: the worker finds that there is nobody to
   * write to.
   */
  async ask(email: string, { traceparent }: RequestContext): Promise<MailPromised> {
    await this.outbox.add(this.dataSource.manager, 'account-email', { mail: 'password-reset', userId: await this.users.idOf(email) }, traceparent);
    return { message: 'If there is an account with this address, a mail is on its way' };
  }

  /** @throws LinkInvalid */
  async look(token: string): Promise<void> {
    await this.links.ownerOf(token);
  }

  /**
   * Sets the password and ends every session of the account; a refused password leaves the link good.
   * @throws LinkInvalid; ValidationFailed; TooBusy; CallerGone before the password's turn
   */
  async reset(token: string, newPassword: string, context: RequestContext, { signal }: Pick<Caller, 'signal'>): Promise<void> {
    const user = await this.users.find(await this.links.ownerOf(token));
    if (!user) throw new UserNotFound();
    await checkNewPassword(newPassword, user, 'newPassword');
    const passwordHash = await this.hasher.hash(newPassword, signal);
    await this.dataSource.transaction(async (tx) => {
      await this.links.redeem(tx, token);
      await this.users.setPasswordHash(tx, user.id, passwordHash);
      await this.users.setVerified(tx, user);
      await this.changes.conclude(
        tx,
        { action: 'password.reset', actorId: null, subjectId: user.id, mail: { mail: 'password-changed', userId: user.id } },
        context,
      );
    });
  }
}
