import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LinkInvalid } from '../verification/verification.errors.js';
import { newToken, tokenHash } from '../platform/secret/token.js';
import type { User } from '../users/user.entity.js';

/** How long a link in a mail is good for. */
export const resetMinutes = 30;
/** So many links of an account may be good at the same time: whoever asks for more sends its owner no more mails. */
const mostLinks = 3;

/** A new address or password makes the links void that went out before. */
const good = 'link.expires_at > now() AND link.credentials_version = users.credentials_version';

const ownerOf = 'SELECT link.user_id AS "userId" FROM password_reset_links link JOIN users ON users.id = link.user_id';

export interface ResetInvitation extends Pick<User, 'email' | 'displayName'> {
  token: string;
}

/** Links by which who reads the mail of an account's address sets its password anew: random, used once, and kept as a hash only. */
@Injectable()
export class ResetLinks {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes a link for this account; undefined when it is gone, or has enough of them. Only a mail's first `attempt` is refused and counts: each
   * makes another link while no mail can be sent, and the one that gets through is owed all the same.
   */
  async invite(userId: number, attempt: number): Promise<ResetInvitation | undefined> {
    const token = newToken();
    const [person] = await this.dataSource.transaction(async (tx) => {
      // Who is asked for at the same moment waits, and counts what was made meanwhile.
      await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
      return tx.query<Omit<ResetInvitation, 'token'>[]>(
        `WITH person AS (
           SELECT id, email, display_name, credentials_version FROM users
           WHERE id = $2 AND ($5::boolean OR (SELECT count(*) FROM password_reset_links link WHERE user_id = $2 AND counts AND ${good}) < $4)),
         made AS (
           INSERT INTO password_reset_links (token_hash, user_id, credentials_version, expires_at, counts)
           SELECT $1, id, credentials_version, now() + $3 * interval '1 minute', NOT $5::boolean FROM person)
         SELECT email, display_name AS "displayName" FROM person`,
        [tokenHash(token), userId, resetMinutes, mostLinks, attempt > 1],
      );
    });
    return person && { ...person, token };
  }

  /** Whose link this is. @throws LinkInvalid */
  async ownerOf(token: string): Promise<number> {
    const [link] = await this.dataSource.query<{ userId: number }[]>(`${ownerOf} WHERE link.token_hash = $1 AND ${good}`, [tokenHash(token)]);
    if (!link) throw new LinkInvalid();
    return link.userId;
  }

  /** Uses the link up in the caller's transaction `tx`, and with it every other link of its account. @throws LinkInvalid */
  async redeem(tx: EntityManager, token: string): Promise<void> {
    const [link] = await tx.query<{ userId: number }[]>(`${ownerOf} WHERE link.token_hash = $1 AND ${good} FOR NO KEY UPDATE OF users`, [tokenHash(token)]);
    if (!link) throw new LinkInvalid();
    await tx.query('DELETE FROM password_reset_links WHERE user_id = $1', [link.userId]);
  }
}
