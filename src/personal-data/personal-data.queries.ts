import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PersonalData } from './personal-data.schemas.js';

type Short = Pick<PersonalData, 'clients' | 'addressChanges' | 'history'>;

/** Reads what no feature shows by itself. Times come as RFC 3339, UTC. */
@Injectable()
export class PersonalDataQueries {
  constructor(private readonly dataSource: DataSource) {}

  async short(userId: number): Promise<Short> {
    const of = async <Row>(text: string) => this.dataSource.query<Row[]>(text, [userId]);
    const [clients, addressChanges, history] = await Promise.all([
      of<Short['clients'][number]>(
        'SELECT client, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt" FROM known_clients WHERE user_id = $1 ORDER BY id',
      ),
      of<Short['addressChanges'][number]>(
        'SELECT old_email AS "oldEmail", new_email AS "newEmail", created_at AS "createdAt" FROM address_changes WHERE user_id = $1 ORDER BY id',
      ),
      of<Short['history'][number]>(
        'SELECT at, action, actor_id IS NOT DISTINCT FROM $1::bigint AS "byYourself" FROM audit_log WHERE subject_id = $1 ORDER BY id',
      ),
    ]);
    return { clients, addressChanges, history };
  }

  /** The events after `offset`, at most `limit`. */
  async events(userId: number, offset: number, limit: number): Promise<PersonalData['events']> {
    return this.dataSource.query('SELECT "offset", name, payload FROM personal_events WHERE user_id = $1 AND "offset" > $2 ORDER BY "offset" LIMIT $3', [
      userId,
      offset,
      limit,
    ]);
  }
}
