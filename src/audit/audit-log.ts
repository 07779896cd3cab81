import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LOGGER, type Logger } from '../platform/observability/logger.js';

/** What is recorded, and what its details say. No details hold personal data or secrets. */
export interface AuditEntry {
  action:
    | 'user.blocked'
    | 'user.unblocked'
    | 'role.changed'
    | 'password.changed'
    | 'password.reset'
    | 'email.changed'
    | 'second-factor.on'
    | 'second-factor.off'
    | 'recovery-codes.renewed'
    | 'user.erased';
  /** Who did it; null when it was the system. */
  actorId: number | null;
  /** To whose account. */
  subjectId: number;
  details?: Record<string, string | number | boolean>;
  /** The X-Request-Id of the request that caused it. */
  requestId?: string | undefined;
}

/** Adds an entry to the caller's transaction `tx`. */
export async function record(tx: EntityManager, { action, actorId, subjectId, details = {}, requestId }: AuditEntry): Promise<void> {
  await tx.query('INSERT INTO audit_log (action, actor_id, subject_id, details, request_id) VALUES ($1, $2, $3, $4, $5)', [
    action,
    actorId,
    subjectId,
    details,
    requestId,
  ]);
}

/** Every change to what an account is or may do. PostgreSQL refuses to change or delete an entry. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Adds an entry to the caller's transaction `tx`, and logs it: the change and its record are one commit. */
  async add(tx: EntityManager, entry: AuditEntry): Promise<void> {
    await record(tx, entry);
    const { action, ...rest } = entry;
    this.logger.info({ security: action, ...rest }, action);
  }

  /** The entries about an account, the newest first, at most `limit`. */
  async about(subjectId: number, limit: number): Promise<(AuditEntry & { at: Date })[]> {
    return this.dataSource.query(
      'SELECT at, action, actor_id AS "actorId", subject_id AS "subjectId", details, request_id AS "requestId" FROM audit_log WHERE subject_id = $1 ORDER BY id DESC LIMIT $2',
      [subjectId, limit],
    );
  }
}
