import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type JobName, type JobPayload, jobs } from '../../contracts/jobs.js';

/** Milliseconds after which a claimed row is offered again when its relay died before it said what became of it. */
const claimMs = 15_000;
/** Milliseconds after which a queued row is offered again when no worker has finished it, also when Redis has lost it. */
const confirmMs = 60_000;

/** The channel that wakes relays at the commit of a transaction that added a row. */
export const outboxChannel = 'outbox';

export interface OutboxRow {
  id: string;
  job: string;
  payload: unknown;
}

/**
 * The transactional outbox: what must happen after a commit is a row of that commit. A row is due when its `offer_at` has passed and
 * it is neither completed nor parked; so a new row, one whose relay died and one that Redis lost are all found by one query.
 */
@Injectable()
export class Outbox {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds a job to the caller's transaction `tx`; relays hear of it as it commits. Its time is that of this statement, not of the
   * transaction's start: two that wait for the same lock add their rows in the order in which they get it.
   */
  async add<Name extends JobName>(tx: EntityManager, job: Name, payload: JobPayload<Name>): Promise<void> {
    await tx.query(
      `WITH row AS (INSERT INTO outbox (id, job, payload, created_at, offer_at) VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp()))
       SELECT pg_notify($4, '')`,
      [randomUUID(), job, jobs[job].payload.parse(payload), outboxChannel],
    );
  }

  /** Claims up to `limit` due rows, in the order in which they were added; other relays skip them. */
  async claim(limit: number): Promise<OutboxRow[]> {
    return this.dataSource.query<OutboxRow[]>(
      `WITH claimed AS (
         UPDATE outbox SET offer_at = now() + $2 * interval '1 millisecond', offers = offers + 1
         WHERE id IN (
           SELECT id FROM outbox
           WHERE offer_at <= now() AND completed_at IS NULL AND parked_at IS NULL
           ORDER BY offer_at, created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id, job, payload, created_at)
       SELECT id, job, payload FROM claimed ORDER BY created_at`,
      [limit, claimMs],
    );
  }

  /** The rows are in the queue: they come due again only when nobody finishes them. */
  async confirm(ids: string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE outbox SET offer_at = now() + $2 * interval '1 millisecond' WHERE id = ANY($1) AND completed_at IS NULL`,
      [ids, confirmMs],
    );
  }

  /** The queue did not take the rows: they are due at once. */
  async release(ids: string[]): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET offer_at = now() WHERE id = ANY($1) AND completed_at IS NULL', [ids]);
  }

  async isCompleted(id: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>('SELECT 1 FROM outbox WHERE id = $1 AND completed_at IS NOT NULL', [id]);
    return rows.length > 0;
  }

  async complete(id: string): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET completed_at = now() WHERE id = $1 AND completed_at IS NULL', [id]);
  }

  /** Sets a row aside that no further try can help; `because` holds no personal data. */
  async park(id: string, because: string): Promise<void> {
    await this.dataSource.query('UPDATE outbox SET parked_at = now(), parked_because = $2 WHERE id = $1 AND completed_at IS NULL', [id, because]);
  }

  /** Deletes rows completed more than `days` ago; returns how many. */
  async purge(days: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(`DELETE FROM outbox WHERE completed_at < now() - $1 * interval '1 day'`, [days]);
    return count;
  }
}
