import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BatchedWrite } from '../platform/database/batched-write.js';
import { PreparedStatements, type Statement } from '../platform/database/prepared-statements.js';
import { newToken, tokenHash } from '../platform/secret/token.js';
import type { User } from '../users/user.entity.js';
import { LinkInvalid } from './verification.errors.js';

/** How long a link in a mail is good for. */
export const linkHours = 24;
/** So many links of an account may be good at the same time: whoever asks for more sends its owner no more mails. */
const mostLinks = 4;

const insert: Statement = {
  name: 'verification_links_insert',
  text: `WITH asked AS (SELECT * FROM unnest($1::bytea[], $2::bigint[], $4::boolean[]) AS asked (token_hash, user_id, counts)),
              made AS (INSERT INTO verification_links (token_hash, user_id, email, expires_at, counts)
                       SELECT token_hash, id, email, now() + $3 * interval '1 hour', counts FROM asked JOIN users ON users.id = asked.user_id)
         SELECT id, email, display_name AS "displayName" FROM users WHERE id = ANY ($2)`,
};

/** A new link's token, and who is to get it. They are read as one, so that no link goes to an address that it does not verify. */
export interface Invitation extends Pick<User, 'id' | 'email' | 'displayName'> {
  token: string;
}

/** Links that prove that somebody reads the mail of their address: random, used once, and kept as a hash only. */
@Injectable()
export class VerificationLinks {
  private readonly invitations: BatchedWrite<{ userId: number; counts: boolean }, Invitation | undefined>;

  constructor(private readonly dataSource: DataSource, statements: PreparedStatements) {
    this.invitations = new BatchedWrite(async (asked) => {
      const userIds = asked.map(({ userId }) => userId);
      const tokens = userIds.map(() => newToken());
      const people = await statements.write<Omit<Invitation, 'token'> & Record<string, unknown>>(insert, [
        tokens.map(tokenHash),
        userIds,
        linkHours,
        asked.map(({ counts }) => counts),
      ]);
      const byId = new Map(people.map((person) => [person.id, person]));
      return userIds.map((id, index) => {
        const person = byId.get(id);
        return person && { ...person, token: tokens[index] ?? '' };
      });
    });
  }

  /** Makes a link for this account; undefined when it is gone. Earlier ones stay good: one of them may be in a mail that has arrived. */
  async invite(userId: number, attempt: number): Promise<Invitation | undefined> {
    return this.invitations.run({ userId, counts: attempt === 1 });
  }

  /**
   * Makes another link for who asks for one; undefined when the account is gone, its address verified, or it has enough of them. Only a mail's
   * first `attempt` is refused and counts: each makes another link while no mail can be sent, and the one that gets through is owed all the same.
   */
  async inviteAgain(userId: number, attempt: number): Promise<Invitation | undefined> {
    const token = newToken();
    const [person] = await this.dataSource.transaction(async (tx) => {
      // Who is asked for at the same moment waits, and counts what was made meanwhile.
      await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
      return tx.query<Omit<Invitation, 'token'>[]>(
        `WITH person AS (
           SELECT id, email, display_name FROM users
           WHERE id = $2 AND NOT email_verified AND ($5::boolean OR (SELECT count(*) FROM verification_links WHERE user_id = $2 AND counts AND expires_at > now()) < $4)),
         made AS (
           INSERT INTO verification_links (token_hash, user_id, email, expires_at, counts)
           SELECT $1, id, email, now() + $3 * interval '1 hour', NOT $5::boolean FROM person)
         SELECT id, email, display_name AS "displayName" FROM person`,
        [tokenHash(token), userId, linkHours, mostLinks, attempt > 1],
      );
    });
    return person && { ...person, token };
  }

  /** Whether the token could be redeemed now. */
  async isGood(token: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>('SELECT FROM verification_links WHERE token_hash = $1 AND expires_at > now()', [tokenHash(token)]);
    return rows.length === 1;
  }

  /** Verifies the address for which the token was made, if it still is the account's. @throws LinkInvalid */
  async redeem(token: string): Promise<void> {
    const [, verified] = await this.dataSource.query<[unknown, number]>(
      `WITH used AS (DELETE FROM verification_links WHERE token_hash = $1 AND expires_at > now() RETURNING user_id, email)
       UPDATE users SET email_verified = true FROM used WHERE users.id = used.user_id AND users.email = used.email`,
      [tokenHash(token)],
    );
    if (verified !== 1) throw new LinkInvalid();
  }
}
