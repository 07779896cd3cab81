import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PersonalEvent } from '../contracts/events.js';
import type { OrderView } from '../contracts/orders.js';
import { Outbox } from '../platform/queue/outbox.js';

/** At most this many events are replayed; a longer gap is told as `resync`. */
const replayLimit = 500;

interface EventRow {
  name: PersonalEvent['name'];
  offset: number;
  payload: OrderView;
}

/**
 * The log of what each person is told, numbered per person from 1. The number is given under the lock of the person's row, so the
 * order of numbers is the order of commits, and a gap means that something was missed.
 */
@Injectable()
export class PersonalEvents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

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

  async find(userId: number, offset: number): Promise<PersonalEvent | undefined> {
    const rows = await this.dataSource.query<EventRow[]>('SELECT name, "offset", payload FROM personal_events WHERE user_id = $1 AND "offset" = $2', [userId, offset]);
    return rows.map(toPersonalEvent)[0];
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
}

function toPersonalEvent({ name, offset, payload }: EventRow): PersonalEvent {
  return { name, offset, payload: { ...payload, offset } };
}
