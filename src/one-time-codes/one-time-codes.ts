import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { SecretBox } from '../platform/secret/secret-box.js';
import { tokenHash } from '../platform/secret/token.js';
import { newRecoveryCodes } from './recovery-codes.js';
import { newSecret, stepOf } from './totp.js';

const appCode = /^\d{6}$/;
/** Secrets that are read at once to be sealed anew. */
const batch = 500;

interface Sealed {
  userId: number;
  sealed: Buffer;
}

const contextOf = (userId: number) => `one-time secret of user ${userId}`;

/** Codes that people have beside their password: out of an authenticator app (TOTP, RFC 6238), or from their list of recovery codes. Each is good once. */
@Injectable()
export class OneTimeCodes implements OnApplicationBootstrap {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.resealAll().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'one-time secrets could not be sealed anew; it is tried at the next start');
    });
  }

  /** Gives a person a secret for their app, in the place of an earlier one; undefined when their second factor is on already. */
  async issue(userId: number): Promise<Buffer | undefined> {
    const secret = newSecret();
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO one_time_secrets (user_id, sealed) SELECT id, $2 FROM users WHERE id = $1 AND NOT second_factor FOR SHARE
       ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = 0, created_at = now() RETURNING user_id`,
      [userId, this.box.seal(secret, contextOf(userId))],
    );
    return rows.length === 1 ? secret : undefined;
  }

  async isIssued(userId: number): Promise<boolean> {
    return (await this.dataSource.query<unknown[]>('SELECT FROM one_time_secrets WHERE user_id = $1', [userId])).length === 1;
  }

  /** Uses a code up; false when it is none, or was used before. Spaces, hyphens and case do not matter. */
  async use(userId: number, code: string, tx: EntityManager = this.dataSource.manager): Promise<boolean> {
    const plain = code.replace(/[\s-]/g, '').toUpperCase();
    return appCode.test(plain) ? this.useAppCode(userId, plain, tx) : this.useRecoveryCode(userId, plain, tx);
  }

  /** Makes new recovery codes in the caller's transaction `tx`; the old ones are void. */
  async renewRecoveryCodes(tx: EntityManager, userId: number): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
    await tx.query('INSERT INTO recovery_codes (user_id, hash) SELECT $1, unnest($2::bytea[])', [
      userId,
      codes.map((code) => tokenHash(code.replaceAll('-', ''))),
    ]);
    return codes;
  }

  async recoveryCodesLeft(userId: number): Promise<number> {
    const [row] = await this.dataSource.query<{ left: number }[]>('SELECT count(*)::integer AS left FROM recovery_codes WHERE user_id = $1', [userId]);
    return row?.left ?? 0;
  }

  /** Takes a person's secret and recovery codes away in the caller's transaction `tx`. */
  async remove(tx: EntityManager, userId: number): Promise<void> {
    await tx.query('DELETE FROM one_time_secrets WHERE user_id = $1', [userId]);
    await tx.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
  }

  /** The step must rise: of two who come with one code at the same time, the second is refused. */
  private async useAppCode(userId: number, code: string, tx: EntityManager): Promise<boolean> {
    const [row] = await tx.query<{ sealed: Buffer }[]>('SELECT sealed FROM one_time_secrets WHERE user_id = $1', [userId]);
    const step = row && stepOf(code, this.box.open(row.sealed, contextOf(userId)));
    if (step === undefined) return false;
    const [used] = await tx.query<[unknown[], number]>('UPDATE one_time_secrets SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id', [
      userId,
      step,
    ]);
    return used.length === 1;
  }

  private async useRecoveryCode(userId: number, code: string, tx: EntityManager): Promise<boolean> {
    const [used] = await tx.query<[unknown[], number]>('DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2 RETURNING user_id', [
      userId,
      tokenHash(code),
    ]);
    return used.length === 1;
  }

  /** After JWT_SECRET has changed: so that the old one can go. */
  private async resealAll(): Promise<void> {
    let [count, last] = [0, 0];
    for (let rows = await this.sealedBefore(last); rows.length > 0; rows = await this.sealedBefore(last)) {
      for (const row of rows) count += await this.reseal(row);
      last = rows.at(-1)?.userId ?? last;
    }
    if (count > 0) this.logger.info({ count }, 'one-time secrets are sealed with the new JWT_SECRET');
  }

  /** The next ones, by their owners' ids, that were sealed with another secret than today's. */
  private async sealedBefore(afterUser: number): Promise<Sealed[]> {
    return this.dataSource.query(
      'SELECT user_id AS "userId", sealed FROM one_time_secrets WHERE user_id > $1 AND substring(sealed FROM 1 FOR $2) <> $3 ORDER BY user_id LIMIT $4',
      [afterUser, this.box.keyId.length, this.box.keyId, batch],
    );
  }

  /** Returns how many it did, one or none. */
  private async reseal({ userId, sealed }: Sealed): Promise<number> {
    const context = contextOf(userId);
    try {
      const [done] = await this.dataSource.query<[unknown[], number]>(
        'UPDATE one_time_secrets SET sealed = $3 WHERE user_id = $1 AND sealed = $2 RETURNING user_id',
        [userId, sealed, this.box.seal(this.box.open(sealed, context), context)],
      );
      return done.length;
    } catch (error) {
      this.logger.error({ err: error, userId }, 'a one-time secret cannot be opened: its owner gets in with a recovery code only');
      return 0;
    }
  }
}
