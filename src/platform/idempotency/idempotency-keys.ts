import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError, type ErrorCode } from '../../contracts/errors.js';
import { isForeignKeyViolation, isLockTimeout } from '../database/constraint-violation.js';
import { statusOf } from '../http/problems/problem.js';
import { SERVICE_SECRET } from '../secret/service-secret.js';

const keepHours = 24;

/** A request whose client may repeat it. Its key belongs to the operation and the user; `userId` is null for a client who is nobody yet. */
export interface IdempotentRequest {
  operation: 'register' | 'place-order';
  userId: number | null;
  key: string | undefined;
  body: object;
}

type Outcome<Answer> = { answer: Answer } | { refusal: { code: ErrorCode; message: string } };

/**
 * Requests that may be repeated with one `Idempotency-Key` and happen once. The key, the work and its outcome are one commit: after a
 * crash either all of it is there, and is answered again, or none, and is done. A twin at the same time waits for that commit.
 */
@Injectable()
export class IdempotencyKeys {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SERVICE_SECRET) private readonly secret: string,
  ) {}

  /**
   * Runs `work` in a transaction; with a key that was used in the last 24 h it returns, or throws, what came of it then.
   * @throws CodedError IDEMPOTENCY_KEY_REUSED for another body; IDEMPOTENCY_KEY_IN_USE when a twin takes too long; what `work` throws
   */
  async once<Answer extends object>(request: IdempotentRequest, work: (tx: EntityManager) => Promise<Answer>): Promise<Answer> {
    if (request.key === undefined) return this.dataSource.transaction(work);
    const fingerprint = this.fingerprint(request.body);
    const outcome = await this.dataSource.transaction(async (tx) => {
      if (!(await claim(tx, request, fingerprint))) return replay<Answer>(tx, request, fingerprint);
      const fresh = await attempt(tx, work);
      await tx.query(`UPDATE idempotency_keys SET outcome = $4 WHERE ${sameKey}`, [...keyOf(request), fresh]);
      return fresh;
    });
    if ('refusal' in outcome) throw new CodedError(outcome.refusal.code, outcome.refusal.message);
    return outcome.answer;
  }

  /** Keyed with our secret: a body can hold a password, and who reads the table must not be able to try passwords against it. */
  private fingerprint(body: object): Buffer {
    return createHmac('sha256', this.secret).update('idempotency\0').update(JSON.stringify(body)).digest();
  }
}

const sameKey = 'operation = $1 AND user_id IS NOT DISTINCT FROM $2 AND key = $3';
const keyOf = ({ operation, userId, key }: IdempotentRequest) => [operation, userId, key];

/** Takes the key, also one that has expired; false when it is used. Waits for a transaction that is about to use it. */
async function claim(tx: EntityManager, request: IdempotentRequest, fingerprint: Buffer): Promise<boolean> {
  try {
    const taken = await tx.query<unknown[]>(
      `INSERT INTO idempotency_keys AS known (operation, user_id, key, fingerprint) VALUES ($1, $2, $3, $4)
       ON CONFLICT (operation, user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, outcome = NULL, created_at = now()
       WHERE known.created_at < now() - $5 * interval '1 hour'
       RETURNING key`,
      [...keyOf(request), fingerprint, keepHours],
    );
    return taken.length === 1;
  } catch (error) {
    if (isLockTimeout(error))
      throw new CodedError('IDEMPOTENCY_KEY_IN_USE', 'A request with this Idempotency-Key is still running. Repeat it in a moment.', { cause: error });
    if (isForeignKeyViolation(error, 'idempotency_keys_user_id_fkey')) throw new CodedError('NOT_SIGNED_IN', 'This account no longer exists.');
    throw error;
  }
}

async function replay<Answer>(tx: EntityManager, request: IdempotentRequest, fingerprint: Buffer): Promise<Outcome<Answer>> {
  const [known] = await tx.query<{ fingerprint: Buffer; outcome: Outcome<Answer> }[]>(
    `SELECT fingerprint, outcome FROM idempotency_keys WHERE ${sameKey}`,
    keyOf(request),
  );
  if (!known?.fingerprint.equals(fingerprint))
    throw new CodedError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another body. Take a new key, such as a UUID, for each new request.');
  return known.outcome;
}

/** A refusal is an outcome as well: what the work did until then is undone, the key and the refusal stay. */
async function attempt<Answer>(tx: EntityManager, work: (tx: EntityManager) => Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { answer: await tx.transaction(work) };
  } catch (error) {
    if (!(error instanceof CodedError) || statusOf(error.code) >= 500) throw error;
    return { refusal: { code: error.code, message: error.message } };
  }
}
