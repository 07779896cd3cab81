import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CodedError } from '../contracts/errors.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { Credentials, TokenPair } from './auth.schemas.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRenewal } from './password-renewal.js';
import { SessionsService } from './sessions.service.js';

/** Finding out who somebody is by their password. */
@Injectable()
export class AuthService {
  private readonly nobodysHash: Promise<string>;

  constructor(
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly renewal: PasswordRenewal,
    private readonly sessions: SessionsService,
  ) {
    this.nobodysHash = hasher.hash(randomUUID());
  }

  /**
   * Checks a password in the same time whether or not its address is known.
   * @throws CodedError CREDENTIALS_INVALID; TooBusy; the signal's reason when it aborts before the password's turn
   */
  async authenticate({ email, password }: Credentials, signal?: AbortSignal): Promise<User> {
    const user = await this.users.findByEmail(email);
    const matches = await this.hasher.verify(password, user?.passwordHash ?? (await this.nobodysHash), signal);
    if (!user || !matches) throw new CodedError('CREDENTIALS_INVALID', 'The email address or the password is wrong.');
    this.renewal.begin(user, password);
    return user;
  }

  /**
   * Begins a session of the client that calls itself so.
   * @throws what {@link authenticate} throws; CodedError ACCOUNT_BLOCKED
   */
  async login(credentials: Credentials, client: string | undefined, signal?: AbortSignal): Promise<TokenPair> {
    return this.sessions.begin(await this.authenticate(credentials, signal), client);
  }
}
