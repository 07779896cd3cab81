import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type JobName, type JobPayload, jobs } from '../../contracts/jobs.js';
import { BatchedWrite } from '../database/batched-write.js';
import { PreparedStatements, type Statement } from '../database/prepared-statements.js';

/** Milliseconds after which a claimed row is offered again when its relay died before it said what became of it. */
const claimMs = 10_000;
/** Milliseconds after which a queued row is offered again when no worker has finished it, also when Redis has lost it. */
const confirmMs = 30_000;

/** The channel that wakes relays at the commit of a transaction that added a row. */
export const outboxChannel = 'outbox';

const begin: Statement = {
  name: 'outbox_begin',
  text: 'UPDATE outbox SET started_at = now(), attempts = attempts + 1 WHERE id = ANY ($1::uuid[]) AND completed_at IS NULL AND parked_at IS NULL RETURNING id, attempts',
};
const complete: Statement = {
  name: 'outbox_complete',
  text: 'UPDATE outbox SET completed_at = now(), last_error = NULL WHERE id = ANY ($1::uuid[]) AND completed_at IS NULL',
};

/** Whose rows the caller may put off; one that a worker is at this moment beginning or completing is left out, so that no two wait for each other. */
const notBusy = 'SELECT id FROM outbox WHERE id = ANY ($1::uuid[]) AND completed_at IS NULL FOR UPDATE SKIP LOCKED';

/** A row that is due. `offers` counts this one. */
export interface DueRow {
  id: string;
  job: JobName;
  payload: object;
  traceparent: string | null;
  offers: number;
}

/**
 * The transactional outbox: what must happen after a commit is a row of that commit. A row is due when its `offer_at` has passed and
 * it is neither completed nor parked; so a new row, one whose relay died and one that Redis lost are all found by one query.
 */
@Injectable()
export class Outbox {
  private readonly begun: BatchedWrite<string, number | undefined>;
  private readonly completed: BatchedWrite<string, undefined>;

  constructor(private readonly dataSource: DataSource, statements: PreparedStatements) {
    this.begun = new BatchedWrite(async (ids) => {
      const rows = await statements.write<{ id: string; attempts: number }>(begin, [ids]);
      const attempts = new Map(rows.map((row) => [row.id, row.attempts]));
      return ids.map((id) => attempts.get(id));
    });
    this.completed = new BatchedWrite(async (ids) => {
      await statements.write(complete, [ids]);
      return ids.map(() => undefined);
    });
  }

  /**
   * Adds a job to the caller's transaction `tx`; relays hear of it as it commits. Its time is that of this statement, not of the
   * transaction's start: transactions that wait for the same lock add their rows in the order in which they get it.
   * `traceparent` is the W3C trace context of whatever asked for it.
   */
  async add<Name extends JobName>(tx: EntityManager, job: Name, payload: JobPayload<Name>, traceparent: string): Promise<void> {
    await tx.query(
      `WITH row AS (INSERT INTO outbox (id, job, payload, traceparent) VALUES ($1, $2, $3, $4)) SELECT pg_notify($5, '')`,
      [randomUUID(), job, jobs[job].payload.parse(payload), traceparent, outboxChannel],
    );
  }

  /** Claims up to `limit` due rows of one job, in the order in which they were added; other relays skip them. */
  async claim(job: JobName, limit: number): Promise<DueRow[]> {
    return this.dataSource.query<DueRow[]>(
      `WITH claimed AS (
         UPDATE outbox SET offer_at = now() + $3 * interval '1 millisecond', offers = offers + 1
         WHERE id IN (
           SELECT id FROM outbox
           WHERE job = $1 AND offer_at <= now() AND completed_at IS NULL AND parked_at IS NULL
           ORDER BY offer_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING id, job, payload, traceparent, offers, created_at)
       SELECT id, job, payload, traceparent, offers FROM claimed ORDER BY created_at`,
      [job, limit, claimMs],
    );
  }

  /** The rows are in the queue: they come due again only when nobody finishes them. */
  async confirm(ids: string[]): Promise<void> {
    await this.dataSource.query(`UPDATE outbox SET offer_at = now() + $2 * interval '1 millisecond' WHERE id IN (${notBusy})`, [ids, confirmMs]);
  }

  /** The queue did not take the rows: they are due at once. */
  async release(ids: string[]): Promise<void> {
    await this.dataSource.query(`UPDATE outbox SET offer_at = now() WHERE id IN (${notBusy})`, [ids]);
  }

  /**
   * Records that a worker starts on the row; returns the number of the attempt. Undefined when there is nothing left to do: it is completed, parked
   * or gone.
   */
  async begin(id: string): Promise<number | undefined> {
    return this.begun.run(id);
  }

  /** Whether this attempt is the row's last, and nobody has completed or parked the row since it began. */
  async isCurrent(id: string, attempt: number): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>('SELECT FROM outbox WHERE id = $1 AND attempts = $2 AND completed_at IS NULL AND parked_at IS NULL', [
      id,
      attempt,
    ]);
    return rows.length === 1;
  }

  async complete(id: string): Promise<void> {
    await this.completed.run(id);
  }

  /** Notes why an attempt failed; `because` holds no personal data. The row stays due. */
  async fail(id: string, because: string): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET last_error = $2 WHERE id = $1 AND completed_at IS NULL', [id, because]);
  }

  /** Sets a row aside that no further attempt can help, until an operator decides. */
  async park(id: string, because: string): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET parked_at = now(), last_error = $2 WHERE id = $1 AND completed_at IS NULL', [id, because]);
  }
}
