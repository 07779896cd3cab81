import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { User } from '../users/user.entity.js';
import { LinkInvalid } from './verification.errors.js';

/** How long a link in a mail is good for. */
export const linkHours = 24;

/** Links that prove that somebody reads the mail of their address: random, used once, and kept as a hash only. */
@Injectable()
export class VerificationLinks {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes the token of a link for this address. Earlier ones stay good: one of them may be in a mail that has arrived. */
  async issue({ id, email }: Pick<User, 'id' | 'email'>): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.dataSource.query(`INSERT INTO verification_links (token_hash, user_id, email, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 hour')`, [hashOf(token), id, email, linkHours]);
    return token;
  }

  /** Whether the token could be redeemed now. */
  async isGood(token: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>('SELECT FROM verification_links WHERE token_hash = $1 AND expires_at > now()', [hashOf(token)]);
    return rows.length === 1;
  }

  /** Verifies the address for which the token was made, if it still is the account's. @throws LinkInvalid */
  async redeem(token: string): Promise<void> {
    const [, verified] = await this.dataSource.query<[unknown, number]>(
      `WITH used AS (DELETE FROM verification_links WHERE token_hash = $1 AND expires_at > now() RETURNING user_id, email)
       UPDATE users SET email_verified = true FROM used WHERE users.id = used.user_id AND users.email = used.email`,
      [hashOf(token)],
    );
    if (verified !== 1) throw new LinkInvalid();
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
