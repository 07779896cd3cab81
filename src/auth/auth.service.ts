import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CodedError, type ErrorCode, type FieldError, RateLimited, ValidationFailed } from '../contracts/errors.js';
import { OneTimeCodes } from '../one-time-codes/one-time-codes.js';
import type { Caller } from '../platform/http/routes/caller.js';
import { SecurityLog } from '../platform/observability/security-log.js';
import type { User } from '../users/user.entity.js';
import { UserNotFound } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import { CredentialsInvalid, SecondFactorInvalid, SecondFactorRequired } from './auth.errors.js';
import type { Confirmation, Credentials, TokenPair } from './auth.schemas.js';
import { PasswordCheck } from './passwords/password-check.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInLimits } from './guessing/sign-in-limits.js';

/** What a signed-in person is told of a field that proves nothing; the password's has the path that its request gives it. */
const objections: Partial<Record<ErrorCode, FieldError>> = {
  CREDENTIALS_INVALID: { path: 'password', message: 'is wrong' },
  SECOND_FACTOR_REQUIRED: { path: 'code', message: 'is required, as your second factor is on' },
  SECOND_FACTOR_INVALID: { path: 'code', message: 'is wrong or was already used; an app shows a new one every 30 s' },
};

/** Finding out who somebody is by their password, and by a one-time code where their second factor is on. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordCheck,
    private readonly codes: OneTimeCodes,
    private readonly sessions: SessionsService,
    private readonly limits: SignInLimits,
    private readonly security: SecurityLog,
  ) {}

  /**
   * Checks a password in the same time whether or not its account is known.
   * @throws CodedError CREDENTIALS_INVALID, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_INVALID; RateLimited; TooBusy; CallerGone before the password's turn
   */
  async authenticate(credentials: Credentials, caller: Caller): Promise<User> {
    return this.limited(credentials.email, caller, async () => this.check(credentials, caller));
  }

  /**
   * Asks who is signed in for their password once more, and for a code; a wrong one counts as a wrong one of a sign-in does.
   * @throws UserNotFound; ValidationFailed with `path`; RateLimited; TooBusy; CallerGone before the password's turn
   */
  async confirm(userId: number, { password, code }: Confirmation, caller: Caller, path = 'password'): Promise<User> {
    const { email } = await this.known(userId);
    return asFields(path, async () => this.authenticate({ email, password, code }, caller));
  }

  /**
   * Runs a `check` of a code that somebody gives who is signed in; a wrong one counts as a wrong one of a sign-in does.
   * @throws UserNotFound; ValidationFailed for SECOND_FACTOR_INVALID; RateLimited; what `check` throws
   */
  async tryCode<Result>(userId: number, caller: Caller, check: () => Promise<Result>): Promise<Result> {
    const user = await this.known(userId);
    return asFields('code', async () => this.limited(user.email, caller, async () => {
      try {
        return await check();
      } catch (error) {
        throw error instanceof SecondFactorInvalid ? this.refused(error, caller, user) : error;
      }
    }));
  }

  /**
   * For who acts on a {@link confirm}: nobody changes the password or the second factor until the caller's transaction `tx` is over.
   * @throws ValidationFailed with `path` when somebody did meanwhile
   */
  async hold(tx: EntityManager, user: User, path = 'password'): Promise<void> {
    if (!(await this.users.holdCredentials(tx, user))) throw new ValidationFailed([{ path, message: 'was just changed; try again' }]);
  }

  /**
   * Begins a session of the client that calls.
   * @throws what {@link authenticate} throws; CodedError ACCOUNT_BLOCKED
   */
  async login(credentials: Credentials, caller: Caller): Promise<TokenPair> {
    return this.sessions.begin(await this.authenticate(credentials, caller), caller);
  }

  private async known(userId: number): Promise<User> {
    const user = await this.users.find(userId);
    if (!user) throw new UserNotFound();
    return user;
  }

  private async limited<Result>(email: string, caller: Caller, check: () => Promise<Result>): Promise<Result> {
    try {
      return await this.limits.attempt(email, caller.address, check);
    } catch (error) {
      if (error instanceof RateLimited) this.security.warn('sign-in refused', caller, { reason: error.code });
      throw error;
    }
  }

  private async check({ email, password, code }: Credentials, caller: Caller): Promise<User> {
    const user = await this.users.findByEmail(email);
    const matches = await this.passwords.matches(user, password, caller.signal);
    if (!user || !matches) throw this.refused(new CredentialsInvalid(), caller, user);
    const objection = await this.objectionTo(code, user);
    if (objection) throw this.refused(objection, caller, user);
    return user;
  }

  private refused(error: CodedError, caller: Caller, user: User | null): CodedError {
    this.security.warn('sign-in refused', caller, { userId: user?.id, reason: error.code });
    return error;
  }

  private async objectionTo(code: string | undefined, { id, secondFactor }: User): Promise<CodedError | undefined> {
    if (!secondFactor) return undefined;
    if (code === undefined) return new SecondFactorRequired();
    return (await this.codes.use(id, code)) ? undefined : new SecondFactorInvalid();
  }
}

/** A refusal of credentials as one of a field: who is signed in is not to think that their session is over. */
async function asFields<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const objection = error instanceof CodedError && objections[error.code];
    if (!objection) throw error;
    throw new ValidationFailed([objection.path === 'password' ? { ...objection, path } : objection]);
  }
}
