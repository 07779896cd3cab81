import { createHmac, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, MoreThan, Not, type Repository } from 'typeorm';
import { CodedError } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { PreparedStatements } from '../../platform/database/prepared-statements.js';
import type { Caller } from '../../platform/http/routes/caller.js';
import { SecurityLog } from '../../platform/observability/security-log.js';
import { SERVICE_SECRET } from '../../platform/secret/service-secret.js';
import { newToken, tokenHash } from '../../platform/secret/token.js';
import type { Role } from '../../users/role.js';
import type { User } from '../../users/user.entity.js';
import { AccessTokens, accessTokenSeconds } from '../tokens/access-token.js';
import { AccountBlocked, CredentialsInvalid } from '../auth.errors.js';
import type { SessionView, TokenPair } from '../auth.schemas.js';
import { Session } from './session.entity.js';
import { begin, endStolen, rotate } from './sessions.queries.js';

/** Whose session it is, and what it is worth. */
interface Holder {
  id: number;
  role: Role;
  sessionId: string;
  secondFactor: boolean;
}

/**
 * Signed-in clients. A refresh token cannot be guessed, is kept as a hash, and is good for one use; whoever uses one again, after the
 * client has gone on with its successor, shows that it is in two hands, and ends the session for both.
 *
 * A token has one successor, made of it and the service's secret: with one of its own, a thief who comes in the seconds of grace would
 * go on beside the owner for ever, and neither would use a token of the other again. A new JWT_SECRET makes another one, which refuses
 * the grace of what was spent under the old.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly statements: PreparedStatements,
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly tokens: AccessTokens,
    @Inject(SERVICE_SECRET) private readonly secret: string,
    private readonly security: SecurityLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Begins a session of a `user` who has just been authenticated; of too many, the one that was used longest ago ends. The owner gets a mail when the
   * caller is a client from where the account
   * was not signed in to before.
   * @throws CodedError ACCOUNT_BLOCKED; CREDENTIALS_INVALID when they were changed meanwhile
   */
  async begin({ id, role, secondFactor, credentialsVersion }: User, caller: Caller): Promise<TokenPair> {
    const [sessionId, refreshToken] = [randomUUID(), newToken()];
    const begun = await this.statements.write(begin, [
      sessionId,
      id,
      caller.client,
      tokenHash(refreshToken),
      this.fingerprintOf(caller),
      randomUUID(),
      caller.traceparent,
      credentialsVersion,
      secondFactor,
    ]);
    if (begun.length === 0) {
      const refusal = (await this.isBlocked(id)) ? new AccountBlocked() : new CredentialsInvalid();
      this.security.warn('sign-in refused', caller, { userId: id, reason: refusal.code });
      throw refusal;
    }
    this.security.note('signed in', caller, { userId: id, sessionId });
    return this.pair({ id, role, sessionId, secondFactor }, refreshToken);
  }

  /** @throws CodedError REFRESH_TOKEN_INVALID */
  async refresh(refreshToken: string, caller: Caller): Promise<TokenPair> {
    const next = this.successorOf(refreshToken);
    const [holder] = await this.statements.write<Holder>(rotate, [tokenHash(refreshToken), tokenHash(next)]);
    if (holder) return this.pair(holder, next);
    const [stolen] = await this.statements.write<{ sessionId: string; userId: number }>(endStolen, [tokenHash(refreshToken)]);
    // Its session is ended.
    if (stolen) this.security.warn('refresh token reused', caller, stolen);
    throw new CodedError('REFRESH_TOKEN_INVALID', 'The refresh token is not valid or was used already. Sign in again.');
  }

  /** The sessions of a person, the one used last first. */
  async of(userId: number, current: string): Promise<SessionView[]> {
    const sessions = await this.sessions.find({ where: { userId, expiresAt: MoreThan(new Date()) }, order: { lastUsedAt: 'DESC' } });
    return sessions.map(({ id, client, createdAt, lastUsedAt }) => ({
      id,
      client,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      current: id === current,
    }));
  }

  /** Ends the session of this refresh token; silent when there is none. */
  async endByToken(refreshToken: string): Promise<void> {
    await this.sessions.query('DELETE FROM sessions USING refresh_tokens token WHERE token.hash = $1 AND sessions.id = token.session_id', [
      tokenHash(refreshToken),
    ]);
  }

  /** @throws CodedError SESSION_NOT_FOUND, also when it is somebody else's */
  async end(userId: number, id: string): Promise<void> {
    const { affected } = await this.sessions.delete({ id, userId });
    if (affected !== 1) throw new CodedError('SESSION_NOT_FOUND', 'You have no session with this id.');
  }

  /** Ends every session of a person in the caller's transaction `tx`, but for the one `except`. */
  async endAll(tx: EntityManager, userId: number, except?: string): Promise<void> {
    await tx.delete(Session, { userId, ...(except !== undefined && { id: Not(except) }) });
  }

  /** Notes in the caller's transaction `tx` whether a session's owner has shown a one-time code. */
  async setSecondFactor(tx: EntityManager, id: string, secondFactor: boolean): Promise<void> {
    await tx.update(Session, { id }, { secondFactor });
  }

  /** Signs a person out everywhere. */
  async signOutEverywhere(userId: number): Promise<void> {
    await this.endAll(this.sessions.manager, userId);
  }

  private async isBlocked(userId: number): Promise<boolean> {
    return (await this.sessions.query<unknown[]>('SELECT FROM users WHERE id = $1 AND blocked_at IS NOT NULL', [userId])).length === 1;
  }

  /** What is kept of a client: people move about within a network. */
  private fingerprintOf({ client = '', network }: Caller): Buffer {
    return createHmac('sha256', this.secret).update(`client ${network} ${client}`).digest();
  }

  private successorOf(refreshToken: string): string {
    return createHmac('sha256', this.secret).update(`refresh ${refreshToken}`).digest('base64url');
  }

  /** Where admins must have a second factor, a session without one is an ordinary user's. */
  private pair({ id, role, sessionId, secondFactor }: Holder, refreshToken: string): TokenPair {
    const worth = this.config.ADMIN_SECOND_FACTOR === 'required' && !secondFactor ? 'user' : role;
    return { accessToken: this.tokens.sign({ id, role: worth, sessionId }), refreshToken, tokenType: 'Bearer', expiresIn: accessTokenSeconds };
  }
}
