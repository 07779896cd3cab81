import { Injectable } from '@nestjs/common';
import { PreparedStatements } from '../platform/database/prepared-statements.js';

export interface ProfileRow {
  id: number;
  display_name: string;
  created_at: Date;
}

const profileById = { name: 'profile_by_id', text: 'SELECT id, display_name, created_at FROM users WHERE id = $1' };

/** The hot reads of users. */
@Injectable()
export class UsersQueries {
  constructor(private readonly statements: PreparedStatements) {}

  async profile(id: number): Promise<ProfileRow | undefined> {
    const [row] = await this.statements.read<ProfileRow>(profileById, [id]);
    return row;
  }
}
