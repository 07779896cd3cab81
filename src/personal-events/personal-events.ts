import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PersonalEvent } from '../contracts/events.js';
import type { OrderView } from '../contracts/orders.js';
import { BatchedRead } from '../platform/database/batched-read.js';
import { PreparedStatements } from '../platform/database/prepared-statements.js';
import { Outbox } from '../platform/queue/outbox.js';

/** At most this many events are replayed; a longer gap is told as `resync`. */
const replayLimit = 500;
/** At most this many are looked up at once for those who missed them; the rest waits for the next time. */
const missedLimit = 10_000;

interface EventRow {
  name: PersonalEvent['name'];
  offset: number;
  payload: OrderView;
}

const lastOffsets = {
  name: 'personal_events_last_offsets',
  text: 'SELECT id, last_event_offset AS "lastOffset" FROM users WHERE id = ANY($1::bigint[])',
};

/**
 * The log of what each person is told, numbered per person from 1. The number is given under the lock of the person's row, so the
 * order of numbers is the order of commits, and a gap means that something was missed.
 */
@Injectable()
export class PersonalEvents {
  private readonly last: BatchedRead<{ id: number; lastOffset: number }>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    statements: PreparedStatements,
  ) {
    this.last = new BatchedRead(statements, lastOffsets, 'id');
  }

  /** Records an event in the caller's transaction `tx`; it goes out when that commits. */
  async add(tx: EntityManager, userId: number, name: PersonalEvent['name'], payload: OrderView, traceparent: string): Promise<void> {
    const [rows] = await tx.query<[{ offset: number }[], number]>(
      'UPDATE users SET last_event_offset = last_event_offset + 1 WHERE id = $1 RETURNING last_event_offset AS "offset"',
      [userId],
    );
    const offset = rows[0]?.offset;
    if (offset === undefined) return;
    await tx.query('INSERT INTO personal_events (user_id, "offset", name, payload) VALUES ($1, $2, $3, $4)', [userId, offset, name, payload]);
    await this.outbox.add(tx, 'publish-event', { userId, offset }, traceparent);
  }

  /** The events up to `offset` that have not gone out, oldest first. */
  async unpublished(userId: number, offset: number): Promise<PersonalEvent[]> {
    const rows = await this.dataSource.query<EventRow[]>(
      'SELECT name, "offset", payload FROM personal_events WHERE user_id = $1 AND "offset" <= $2 AND published_at IS NULL ORDER BY "offset"',
      [userId, offset],
    );
    return rows.map(toPersonalEvent);
  }

  async markPublished(userId: number, offsets: readonly number[]): Promise<void> {
    await this.dataSource.query('UPDATE personal_events SET published_at = now() WHERE user_id = $1 AND "offset" = ANY($2::bigint[])', [userId, offsets]);
  }

  /** What came after `offset`, oldest first; `resync` when some of it is no longer kept, or the offset was never given. */
  async since(userId: number, offset: number): Promise<{ events: PersonalEvent[]; resync: boolean }> {
    const [{ last = 0, events = [] } = {}] = await this.dataSource.query<{ last?: number; events?: EventRow[] }[]>(
      `SELECT last_event_offset AS last, (
         SELECT coalesce(jsonb_agg(event ORDER BY event."offset"), '[]')
         FROM (SELECT name, "offset", payload FROM personal_events WHERE user_id = $1 AND "offset" > $2 ORDER BY "offset" LIMIT $3) event
       ) AS events
       FROM users WHERE id = $1`,
      [userId, offset, replayLimit],
    );
    const complete = events.length === last - offset;
    return complete ? { events: events.map(toPersonalEvent), resync: false } : { events: [], resync: true };
  }

  /** The offset of the newest event; 0 when there was none. */
  async lastOffset(userId: number): Promise<number> {
    return (await this.last.one(userId))?.lastOffset ?? 0;
  }

  /** Each person's events after the offset they were told, if they are older than `seconds`; oldest first. */
  async missed(told: ReadonlyMap<number, number>, seconds: number): Promise<Map<number, PersonalEvent[]>> {
    const rows = await this.dataSource.query<(EventRow & { userId: number })[]>(
      `SELECT user_id AS "userId", name, event."offset", payload
       FROM unnest($1::bigint[], $2::bigint[]) AS told (id, "offset") JOIN personal_events event ON event.user_id = told.id AND event."offset" > told."offset"
       WHERE created_at < now() - $3 * interval '1 second' ORDER BY user_id, event."offset" LIMIT $4`,
      [[...told.keys()], [...told.values()], seconds, missedLimit],
    );
    const missed = new Map<number, PersonalEvent[]>();
    for (const { userId, ...row } of rows) missed.set(userId, [...(missed.get(userId) ?? []), toPersonalEvent(row)]);
    return missed;
  }
}

function toPersonalEvent({ name, offset, payload }: EventRow): PersonalEvent {
  return { name, offset, payload: { ...payload, offset } };
}
