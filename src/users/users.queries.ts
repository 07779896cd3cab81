import { Injectable } from '@nestjs/common';
import { BatchedRead } from '../platform/database/batched-read.js';
import { PreparedStatements } from '../platform/database/prepared-statements.js';

interface ProfileRow {
  id: number;
  displayName: string;
  createdAt: Date;
}

const profilesById = {
  name: 'profiles_by_id',
  text: 'SELECT id, display_name AS "displayName", created_at AS "createdAt" FROM users WHERE id = ANY($1::bigint[])',
};

/** The hot reads of users. */
@Injectable()
export class UsersQueries {
  private readonly profiles: BatchedRead<ProfileRow>;

  constructor(statements: PreparedStatements) {
    this.profiles = new BatchedRead(statements, profilesById, 'id');
  }

  async profile(id: number): Promise<ProfileRow | undefined> {
    return this.profiles.one(id);
  }
}
