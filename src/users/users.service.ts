import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, Not, type Repository } from 'typeorm';
import { CodedError } from '../contracts/errors.js';
import { isUniqueViolation } from '../platform/database/constraint-violation.js';
import { type Page, toPage } from '../platform/http/routes/pages.js';
import { User } from './user.entity.js';
import { EmailTaken, UserNotFound } from './users.errors.js';
import { UsersQueries } from './users.queries.js';
import type { AccountChange, AccountQuery, AccountView, ModeratedAccountView, ProfileView } from './users.schemas.js';

export type NewUser = Pick<User, 'email' | 'displayName' | 'passwordHash'> & Partial<Pick<User, 'role'>>;

/** Accounts: making, finding, showing, changing and removing them. */
@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly queries: UsersQueries,
  ) {}

  /** @throws UserNotFound */
  async profile(id: number): Promise<ProfileView> {
    const row = await this.queries.profile(id);
    if (!row) throw new UserNotFound();
    return { id: row.id, displayName: row.displayName, createdAt: row.createdAt.toISOString() };
  }

  async find(id: number): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  async findByEmail(email: string): Promise<User | null> {
    return this.users.createQueryBuilder('user').where('lower(user.email) = lower(:email)', { email }).getOne();
  }

  /** Whose address this is; null when it is nobody's. */
  async idOf(email: string): Promise<number | null> {
    const [row] = await this.users.query<{ id: number }[]>('SELECT id FROM users WHERE lower(email) = lower($1)', [email]);
    return row?.id ?? null;
  }

  /** @throws UserNotFound */
  async account(id: number): Promise<AccountView> {
    const user = await this.find(id);
    if (!user) throw new UserNotFound();
    return toAccountView(user);
  }

  /** The account as admins see it. @throws UserNotFound */
  async moderated(id: number): Promise<ModeratedAccountView> {
    const user = await this.find(id);
    if (!user) throw new UserNotFound();
    return toModeratedView(user);
  }

  /** Newest first; those whose address or name begins with `q`, when it is given. */
  async page({ cursor, limit, q }: AccountQuery): Promise<Page<ModeratedAccountView>> {
    const rows = this.users.createQueryBuilder('user').orderBy('user.id', 'DESC').take(limit + 1);
    if (cursor !== undefined) rows.andWhere('user.id < :cursor', { cursor });
    if (q !== undefined)
      rows.andWhere('(lower(user.email) LIKE :beginning OR lower(user.display_name) LIKE :beginning)', {
        beginning: `${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`,
      });
    return toPage(await rows.getMany(), limit, toModeratedView);
  }

  /** Inserts a user in the caller's transaction `tx`. @throws EmailTaken */
  async add(tx: EntityManager, user: NewUser): Promise<User> {
    try {
      const added = tx.create(User, user);
      await tx.insert(User, added);
      return added;
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_key')) throw new EmailTaken();
      throw error;
    }
  }

  /** @throws UserNotFound */
  async change(id: number, change: AccountChange): Promise<AccountView> {
    if (change.displayName !== undefined) await this.users.update({ id }, { displayName: change.displayName });
    return this.account(id);
  }

  /** Puts another hash of the same password in the place of the one that was read; a password that was changed meanwhile stays. */
  async replacePasswordHash({ id, passwordHash }: Pick<User, 'id' | 'passwordHash'>, by: string): Promise<void> {
    await this.users.update({ id, passwordHash }, { passwordHash: by });
  }

  /** Sets a new password's hash in the caller's transaction `tx`: what was asked for with the old one, and is not done yet, is not done any more. */
  async setPasswordHash(tx: EntityManager, id: number, passwordHash: string): Promise<void> {
    await tx.update(User, { id }, { passwordHash, credentialsVersion: () => 'credentials_version + 1' });
  }

  /** Turns the second factor on or off in the caller's transaction `tx`; returns whether that changed anything. */
  async setSecondFactor(tx: EntityManager, id: number, secondFactor: boolean): Promise<boolean> {
    const { affected } = await tx.update(User, { id, secondFactor: !secondFactor }, { secondFactor, credentialsVersion: () => 'credentials_version + 1' });
    return affected === 1;
  }

  /** Whether what `user` has proved is still what it takes; nobody changes that until the caller's transaction `tx` is over. */
  async holdCredentials(tx: EntityManager, { id, credentialsVersion }: Pick<User, 'id' | 'credentialsVersion'>): Promise<boolean> {
    return (await tx.query<unknown[]>('SELECT FROM users WHERE id = $1 AND credentials_version = $2 FOR NO KEY UPDATE', [id, credentialsVersion])).length === 1;
  }

  /** In the caller's transaction `tx`; unless the address has changed since `user` was read. */
  async setVerified(tx: EntityManager, { id, email }: Pick<User, 'id' | 'email'>): Promise<void> {
    await tx.update(User, { id, email }, { emailVerified: true });
  }

  /** Blocks or unblocks the account in the caller's transaction `tx`; returns whether that changed anything. @throws UserNotFound */
  async setBlocked(tx: EntityManager, id: number, blocked: boolean): Promise<boolean> {
    // Sign-ins take this lock's counterpart: one that comes at the same moment is over before, or refused.
    await tx.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
    const { affected } = await tx.update(User, { id, blockedAt: blocked ? IsNull() : Not(IsNull()) }, { blockedAt: blocked ? new Date() : null });
    if (affected !== 1 && !(await tx.existsBy(User, { id }))) throw new UserNotFound();
    return affected === 1;
  }

  /** The admins who are not blocked; each stays one until the caller's transaction `tx` is over. */
  async lockAdmins(tx: EntityManager): Promise<number[]> {
    // In one order, so that no two wait for each other.
    const rows = await tx.query<{ id: number }[]>(`SELECT id FROM users WHERE role = 'admin' AND blocked_at IS NULL ORDER BY id FOR UPDATE`);
    return rows.map(({ id }) => id);
  }

  /**
   * For what an admin does to others: a token may say that somebody is one who was blocked a moment ago, and of two who block each other
   * the second comes too late. So nobody who blocks leaves the service without an admin.
   * @throws CodedError FORBIDDEN
   */
  async holdAdmin(tx: EntityManager, id: number): Promise<void> {
    if (!(await this.lockAdmins(tx)).includes(id)) throw new CodedError('FORBIDDEN', 'Only an admin who is not blocked may do this.');
  }

  /** Removes the account in the caller's transaction `tx`; its orders stay, without a name on them. @throws UserNotFound */
  async remove(tx: EntityManager, id: number): Promise<void> {
    const { affected } = await tx.delete(User, { id });
    if (affected !== 1) throw new UserNotFound();
  }
}

function toModeratedView(user: User): ModeratedAccountView {
  return { ...toAccountView(user), secondFactor: user.secondFactor, blockedAt: user.blockedAt?.toISOString() ?? null };
}

function toAccountView({ id, email, emailVerified, displayName, role, createdAt }: User): AccountView {
  return { id, email, emailVerified, displayName, role, createdAt: createdAt.toISOString() };
}
