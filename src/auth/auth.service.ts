import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, type Repository } from 'typeorm';
import { CodedError } from '../contracts/errors.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccessTokens, accessTokenSeconds } from './access-token.js';
import type { Credentials, TokenPair } from './auth.schemas.js';
import { PasswordHasher } from './password-hasher.js';
import { Session } from './session.entity.js';

const refreshTokenBytes = 32;
const sessionDays = 30;

/** Signing in and out. */
@Injectable()
export class AuthService {
  private readonly nobodysHash: Promise<string>;

  constructor(
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccessTokens,
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
  ) {
    this.nobodysHash = hasher.hash(randomUUID());
  }

  /**
   * Checks a password in the same time whether or not its address is known.
   * @throws CodedError CREDENTIALS_INVALID; TooBusy
   */
  async authenticate({ email, password }: Credentials): Promise<User> {
    const user = await this.users.findByEmail(email);
    const matches = await this.hasher.verify(password, user?.passwordHash ?? (await this.nobodysHash));
    if (!user || !matches) throw new CodedError('CREDENTIALS_INVALID', 'The email address or the password is wrong.');
    return user;
  }

  /**
   * Begins a session.
   * @throws CodedError CREDENTIALS_INVALID; TooBusy
   */
  async login(credentials: Credentials): Promise<TokenPair> {
    const user = await this.authenticate(credentials);
    const refreshToken = newRefreshToken();
    await this.sessions.insert({ id: randomUUID(), userId: user.id, refreshTokenHash: hashOf(refreshToken), expiresAt: sessionEnd() });
    return this.pair(user, refreshToken);
  }

  /**
   * Trades a refresh token for a new pair; the old one is spent.
   * @throws CodedError REFRESH_TOKEN_INVALID
   */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const spent = { refreshTokenHash: hashOf(refreshToken) };
    const session = await this.sessions.findOneBy({ ...spent, expiresAt: MoreThan(new Date()) });
    const user = session && (await this.users.find(session.userId));
    if (!user) throw invalidRefreshToken();
    const next = newRefreshToken();
    const { affected } = await this.sessions.update({ id: session.id, ...spent }, { refreshTokenHash: hashOf(next), expiresAt: sessionEnd() });
    if (affected !== 1) throw invalidRefreshToken();
    return this.pair(user, next);
  }

  /** Ends the session of this refresh token; silent when there is none. */
  async logout(refreshToken: string): Promise<void> {
    await this.sessions.delete({ refreshTokenHash: hashOf(refreshToken) });
  }

  private pair(user: User, refreshToken: string): TokenPair {
    return { accessToken: this.tokens.sign(user.id, user.role), refreshToken, tokenType: 'Bearer', expiresIn: accessTokenSeconds };
  }
}

function newRefreshToken(): string {
  return randomBytes(refreshTokenBytes).toString('base64url');
}

/** A plain hash does for 256 random bits. */
function hashOf(refreshToken: string): Buffer {
  return createHash('sha256').update(refreshToken).digest();
}

function sessionEnd(): Date {
  return new Date(Date.now() + sessionDays * 86_400_000);
}

function invalidRefreshToken(): CodedError {
  return new CodedError('REFRESH_TOKEN_INVALID', 'The refresh token is not valid or was used already. Sign in again.');
}
