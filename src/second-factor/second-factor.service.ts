import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../auth/tokens/access-token.js';
import { SecondFactorInvalid } from '../auth/auth.errors.js';
import type { Confirmation } from '../auth/auth.schemas.js';
import { AuthService } from '../auth/auth.service.js';
import { CredentialChanges } from '../auth/credential-changes.js';
import { CodedError } from '../contracts/errors.js';
import { OneTimeCodes } from '../one-time-codes/one-time-codes.js';
import { qrCode, secretUri, typedSecret } from '../one-time-codes/totp.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Caller } from '../platform/http/routes/caller.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import type { User } from '../users/user.entity.js';
import { UserNotFound } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import type { IssuedSecret, SecondFactorState } from './second-factor.schemas.js';

/** A person's second factor: an authenticator app, and recovery codes for when it is lost. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly codes: OneTimeCodes,
    private readonly changes: CredentialChanges,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws UserNotFound */
  async state(userId: number): Promise<SecondFactorState> {
    const [user, recoveryCodesLeft] = await Promise.all([this.users.find(userId), this.codes.recoveryCodesLeft(userId)]);
    if (!user) throw new UserNotFound();
    return { on: user.secondFactor, recoveryCodesLeft };
  }

  /** Gives out a secret for the app; it does nothing until {@link turnOn}. @throws what {@link AuthService.confirm} throws; SecondFactorOn */
  async issue({ id }: Principal, confirmation: Confirmation, caller: Caller): Promise<IssuedSecret> {
    const { email, secondFactor } = await this.auth.confirm(id, confirmation, caller);
    const secret = secondFactor ? undefined : await this.codes.issue(id);
    if (!secret) throw new SecondFactorOn();
    const uri = secretUri(secret, email);
    return { secret: typedSecret(secret), uri, qrCode: qrCode(uri) };
  }

  /** Returns the recovery codes. Every session but the one that asks ends. @throws what {@link AuthService.tryCode} throws; SecondFactorOn, SecondFactorOff */
  async turnOn({ id, sessionId }: Principal, code: string, context: RequestContext, caller: Caller): Promise<string[]> {
    if (!(await this.codes.isIssued(id))) throw new SecondFactorOff();
    return this.auth.tryCode(id, caller, async () => this.dataSource.transaction(async (tx) => {
      if (!(await this.users.setSecondFactor(tx, id, true))) throw new SecondFactorOn();
      if (!(await this.codes.use(id, code, tx))) throw new SecondFactorInvalid();
      await this.changes.conclude(
        tx,
        { action: 'second-factor.on', actorId: id, subjectId: id, keep: sessionId, secondFactor: true, mail: { mail: 'second-factor', userId: id, on: true } },
        context,
      );
      return this.codes.renewRecoveryCodes(tx, id);
    }));
  }

  /**
   * Every session but the one that asks ends. @throws what {@link AuthService.confirm} throws; SecondFactorOff; CodedError FORBIDDEN to an admin who
   * must have it
   */
  async turnOff({ id, sessionId }: Principal, confirmation: Confirmation, context: RequestContext, caller: Caller): Promise<void> {
    const user = await this.confirmed(id, confirmation, caller);
    if (user.role === 'admin' && this.config.ADMIN_SECOND_FACTOR === 'required') throw new CodedError('FORBIDDEN', 'Admins must have a second factor here.');
    await this.dataSource.transaction(async (tx) => {
      await this.auth.hold(tx, user);
      await this.takeAway(tx, { subjectId: id, actorId: id, keep: sessionId }, context);
    });
  }

  /** The old codes are void. @throws what {@link AuthService.confirm} throws; SecondFactorOff */
  async renewRecoveryCodes({ id }: Principal, confirmation: Confirmation, context: RequestContext, caller: Caller): Promise<string[]> {
    const user = await this.confirmed(id, confirmation, caller);
    return this.dataSource.transaction(async (tx) => {
      await this.auth.hold(tx, user);
      await this.changes.note(tx, { action: 'recovery-codes.renewed', actorId: id, subjectId: id }, context);
      return this.codes.renewRecoveryCodes(tx, id);
    });
  }

  /**
   * For a person who has lost the app and the recovery codes; an admin answers for who they are. @throws UserNotFound; SecondFactorOff; CodedError
   * FORBIDDEN
   */
  async takeOff(adminId: number, id: number, context: RequestContext): Promise<void> {
    if (id === adminId) throw new CodedError('FORBIDDEN', 'Turn your own second factor off at /users/me/second-factor.');
    if (!(await this.users.find(id))) throw new UserNotFound();
    await this.dataSource.transaction(async (tx) => {
      await this.users.holdAdmin(tx, adminId);
      await this.takeAway(tx, { subjectId: id, actorId: adminId }, context);
    });
  }

  private async confirmed(userId: number, confirmation: Confirmation, caller: Caller): Promise<User> {
    const user = await this.auth.confirm(userId, confirmation, caller);
    if (!user.secondFactor) throw new SecondFactorOff();
    return user;
  }

  private async takeAway(tx: EntityManager, whose: { subjectId: number; actorId: number; keep?: string }, context: RequestContext): Promise<void> {
    const { subjectId: id } = whose;
    if (!(await this.users.setSecondFactor(tx, id, false))) throw new SecondFactorOff();
    await this.codes.remove(tx, id);
    await this.changes.conclude(
      tx,
      { action: 'second-factor.off', ...whose, secondFactor: false, mail: { mail: 'second-factor', userId: id, on: false } },
      context,
    );
  }
}

class SecondFactorOn extends CodedError {
  constructor() {
    super('SECOND_FACTOR_ON', 'Your second factor is on already.');
  }
}

class SecondFactorOff extends CodedError {
  constructor() {
    super('SECOND_FACTOR_OFF', 'There is no second factor. POST /users/me/second-factor begins one.');
  }
}
