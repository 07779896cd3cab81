import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A client that an account was signed in to with, and whose account it is. */
export interface KnownClient {
  email: string;
  displayName: string;
  /** How it calls itself, without control characters; null when it does not. */
  client: string | null;
  firstSeenAt: Date;
}

/** The clients from which accounts were signed in to; sign-ins note them (sessions.queries.ts). */
@Injectable()
export class KnownClients {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: number): Promise<KnownClient | undefined> {
    const [known] = await this.dataSource.query<KnownClient[]>(
      `SELECT users.email, users.display_name AS "displayName", known.client, known.first_seen_at AS "firstSeenAt"
       FROM known_clients known JOIN users ON users.id = known.user_id WHERE known.id = $1`,
      [id],
    );
    return known && { ...known, client: known.client?.replace(/\p{C}/gu, '') ?? null };
  }
}
