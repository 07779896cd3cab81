import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { RateLimited } from '../contracts/errors.js';
import { isUniqueViolation } from '../platform/database/constraint-violation.js';
import { Outbox } from '../platform/queue/outbox.js';
import { newToken, tokenHash } from '../platform/secret/token.js';
import { EmailTaken } from '../users/users.errors.js';

/** How long the link to the new address is good for. */
export const changeHours = 24;
/** An account may ask for so many changes in that time, whatever becomes of them: each is a mail to an address that may be a stranger's. */
const mostChanges = 5;

/** A change of address that was asked for, or done. */
export interface AddressChange {
  id: number;
  userId: number;
  displayName: string;
  oldEmail: string;
  newEmail: string;
}

/** Another address or password makes void what was asked for before. */
const good = 'change.expires_at > now() AND change.credentials_version = users.credentials_version';
const columns = 'change.id, change.user_id AS "userId", users.display_name AS "displayName", change.old_email AS "oldEmail", change.new_email AS "newEmail"';

/** Changes of people's addresses, which take effect as somebody who reads the mail of the new one follows a link. */
@Injectable()
export class AddressChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  /** Notes a change in the caller's transaction `tx`, which has the account's row locked; returns its id. @throws RateLimited */
  async add(tx: EntityManager, userId: number, newEmail: string): Promise<number> {
    const [enough] = await tx.query<{ seconds: number }[]>(
      `SELECT extract(epoch FROM created_at + $2 * interval '1 hour' - now())::float AS seconds FROM address_changes
       WHERE user_id = $1 AND created_at > now() - $2 * interval '1 hour' ORDER BY created_at DESC OFFSET $3 LIMIT 1`,
      [userId, changeHours, mostChanges - 1],
    );
    if (enough) throw new RateLimited('You have asked for another address too often.', enough.seconds);
    const [row] = await tx.query<{ id: number }[]>(
      `INSERT INTO address_changes (user_id, old_email, new_email, credentials_version, expires_at)
       SELECT id, email, $2, credentials_version, now() + $3 * interval '1 hour' FROM users WHERE id = $1 RETURNING id`,
      [userId, newEmail, changeHours],
    );
    return row?.id ?? 0;
  }

  /** Undefined when it is gone with its account. */
  async find(id: number): Promise<AddressChange | undefined> {
    const [change] = await this.dataSource.query<AddressChange[]>(
      `SELECT ${columns} FROM address_changes change JOIN users ON users.id = change.user_id WHERE change.id = $1`,
      [id],
    );
    return change;
  }

  /** Makes the link for a change; undefined when there is nobody to send one to, or the new address is somebody's already. */
  async invite(id: number): Promise<(AddressChange & { token: string }) | undefined> {
    const token = newToken();
    const [rows] = await this.dataSource.query<[AddressChange[], number]>(
      `UPDATE address_changes change SET token_hash = $2 FROM users
       WHERE change.id = $1 AND users.id = change.user_id AND ${good}
         AND NOT EXISTS (SELECT FROM users other WHERE lower(other.email) = lower(change.new_email) AND other.id <> change.user_id)
       RETURNING ${columns}`,
      [id, tokenHash(token)],
    );
    return rows[0] && { ...rows[0], token };
  }

  async isGood(token: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT FROM address_changes change JOIN users ON users.id = change.user_id WHERE token_hash = $1 AND ${good}`,
      [tokenHash(token)],
    );
    return rows.length === 1;
  }

  /** Changes the address if this is a good link, and has both addresses told. Returns whether it was. @throws EmailTaken */
  async redeem(token: string, requestId: string, traceparent: string): Promise<boolean> {
    return this.dataSource.transaction(async (tx) => {
      const [change] = await tx.query<AddressChange[]>(
        `SELECT ${columns} FROM address_changes change JOIN users ON users.id = change.user_id WHERE token_hash = $1 AND ${good} FOR NO KEY UPDATE OF users`,
        [tokenHash(token)],
      );
      if (!change) return false;
      await this.give(tx, change.userId, change.newEmail);
      await this.audit.add(tx, { action: 'email.changed', actorId: change.userId, subjectId: change.userId, requestId });
      for (const to of ['old', 'new'] as const) await this.outbox.add(tx, 'account-email', { mail: 'address-changed', changeId: change.id, to }, traceparent);
      return true;
    });
  }

  /** Links that went to the old address, or to one that was asked for before, are void by it. */
  private async give(tx: EntityManager, userId: number, email: string): Promise<void> {
    try {
      await tx.query('UPDATE users SET email = $2, email_verified = true, credentials_version = credentials_version + 1 WHERE id = $1', [userId, email]);
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_key')) throw new EmailTaken();
      throw error;
    }
  }
}
