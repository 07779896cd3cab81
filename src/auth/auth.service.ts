import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CodedError, RateLimited, ValidationFailed } from '../contracts/errors.js';
import type { Caller } from '../platform/http/caller.js';
import { SecurityLog } from '../platform/observability/security-log.js';
import type { User } from '../users/user.entity.js';
import { UserNotFound } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import type { Credentials, TokenPair } from './auth.schemas.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRenewal } from './password-renewal.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';

/** Finding out who somebody is by their password. */
@Injectable()
export class AuthService {
  private readonly nobodysHash: Promise<string>;

  constructor(
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly renewal: PasswordRenewal,
    private readonly sessions: SessionsService,
    private readonly limits: SignInLimits,
    private readonly security: SecurityLog,
  ) {
    this.nobodysHash = hasher.hash(randomUUID());
  }

  /**
   * Checks a password in the same time whether or not its account is known.
   * @throws CodedError CREDENTIALS_INVALID; RateLimited; TooBusy; CallerGone before the password's turn
   */
  async authenticate(credentials: Credentials, caller: Caller): Promise<User> {
    try {
      return await this.limits.attempt(credentials.email, caller.address, async () => this.check(credentials, caller));
    } catch (error) {
      if (error instanceof RateLimited) this.security.warn('sign-in refused', caller, { reason: error.code });
      throw error;
    }
  }

  private async check({ email, password }: Credentials, caller: Caller): Promise<User> {
    const user = await this.users.findByEmail(email);
    const matches = await this.hasher.verify(password, user?.passwordHash ?? (await this.nobodysHash), caller.signal);
    if (!user || !matches) {
      this.security.warn('sign-in refused', caller, { userId: user?.id, reason: 'CREDENTIALS_INVALID' });
      throw new CodedError('CREDENTIALS_INVALID', 'The email address or the password is wrong.');
    }
    this.renewal.begin(user, password);
    return user;
  }

  /**
   * Asks who is signed in for their password once more; a wrong one counts as a wrong one of a sign-in does.
   * @throws UserNotFound; ValidationFailed with `path`; RateLimited; TooBusy; CallerGone before the password's turn
   */
  async confirm(userId: number, password: string, caller: Caller, path = 'password'): Promise<User> {
    const user = await this.users.find(userId);
    if (!user) throw new UserNotFound();
    try {
      return await this.authenticate({ email: user.email, password }, caller);
    } catch (error) {
      if (error instanceof CodedError && error.code === 'CREDENTIALS_INVALID') throw new ValidationFailed([{ path, message: 'is not your password' }]);
      throw error;
    }
  }

  /**
   * Begins a session of the client that calls.
   * @throws what {@link authenticate} throws; CodedError ACCOUNT_BLOCKED
   */
  async login(credentials: Credentials, caller: Caller): Promise<TokenPair> {
    return this.sessions.begin(await this.authenticate(credentials, caller), caller);
  }
}
