import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LinkInvalid } from '../verification/verification.errors.js';
import { newToken, tokenHash } from '../platform/secret/token.js';
import type { User } from '../users/user.entity.js';

/** How long a link in a mail is good for. */
export const resetMinutes = 30;
/** So many links of an account may be good at the same time: whoever asks for more sends its owner no more mails. */
const mostLinks = 3;

export interface ResetInvitation extends Pick<User, 'email' | 'displayName'> {
  token: string;
}

/** Links by which who reads the mail of an account's address sets its password anew: random, used once, and kept as a hash only. */
@Injectable()
export class ResetLinks {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes a link for this account; undefined when it is gone, or has enough of them. */
  async invite(userId: number): Promise<ResetInvitation | undefined> {
    const token = newToken();
    const [person] = await this.dataSource.query<Omit<ResetInvitation, 'token'>[]>(
      `WITH person AS (
         SELECT id, email, display_name FROM users
         WHERE id = $2 AND (SELECT count(*) FROM password_reset_links WHERE user_id = $2 AND expires_at > now()) < $4),
       made AS (INSERT INTO password_reset_links (token_hash, user_id, expires_at) SELECT $1, id, now() + $3 * interval '1 minute' FROM person)
       SELECT email, display_name AS "displayName" FROM person`,
      [tokenHash(token), userId, resetMinutes, mostLinks],
    );
    return person && { ...person, token };
  }

  /** Whose link this is. @throws LinkInvalid */
  async ownerOf(token: string): Promise<number> {
    const [link] = await this.dataSource.query<{ userId: number }[]>('SELECT user_id AS "userId" FROM password_reset_links WHERE token_hash = $1 AND expires_at > now()', [tokenHash(token)]);
    if (!link) throw new LinkInvalid();
    return link.userId;
  }

  /** Uses the link up in the caller's transaction `tx`, and with it every other link of its account. @throws LinkInvalid */
  async redeem(tx: EntityManager, token: string): Promise<void> {
    const [used] = await tx.query<[{ user_id: number }[], number]>('DELETE FROM password_reset_links WHERE token_hash = $1 AND expires_at > now() RETURNING user_id', [tokenHash(token)]);
    const [link] = used;
    if (!link) throw new LinkInvalid();
    await tx.query('DELETE FROM password_reset_links WHERE user_id = $1', [link.user_id]);
  }
}
