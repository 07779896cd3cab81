import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { PasswordHasher } from './password-hasher.js';

/** Hashes a password anew when its hash was made at a lower cost than is wanted now; only a sign-in has the password for it. */
@Injectable()
export class PasswordRenewal {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly users: UsersService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The sign-in does not wait for it, and is none the worse when it fails: the next one tries again. */
  begin(user: Pick<User, 'id' | 'passwordHash'>, password: string): void {
    if (!this.hasher.isOutdated(user.passwordHash)) return;
    this.renew(user, password).catch((error: unknown) => {
      this.logger.warn({ err: error, userId: user.id }, 'a password hash could not be renewed');
    });
  }

  private async renew(user: Pick<User, 'id' | 'passwordHash'>, password: string): Promise<void> {
    await this.users.replacePasswordHash(user, await this.hasher.hash(password));
  }
}
