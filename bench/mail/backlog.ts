import { createHash } from 'node:crypto';
import type pg from 'pg';

/** A mail that was promised: to whom, and the id of its outbox row, which its Message-ID is made of. */
export interface Promised {
  id: string;
  email: string;
}

/** Commits `count` users and the promises of their welcome mails at once, and wakes the workers. */
export async function addBacklog(database: pg.Client, prefix: string, count: number): Promise<Promised[]> {
  const { rows } = await database.query<Promised>(
    `WITH added AS (
       INSERT INTO users (email, display_name, password_hash)
       SELECT $1 || '-' || n || '@bench.example', 'Person ' || n, 'none' FROM generate_series(1, $2::int) n RETURNING id, email),
     promised AS (
       INSERT INTO outbox (id, job, payload) SELECT gen_random_uuid(), 'welcome-email', jsonb_build_object('userId', id) FROM added
       RETURNING id, payload),
     notified AS (SELECT pg_notify('outbox', ''))
     SELECT promised.id, email FROM added JOIN promised ON (payload->>'userId')::bigint = added.id, notified`,
    [prefix, count],
  );
  return rows;
}

/** Promises that only the bench knows of, with ids of the same shape. */
export function madeUp(prefix: string, count: number): Promised[] {
  return Array.from({ length: count }, (_, n) => {
    const email = `${prefix}-${n + 1}@bench.example`;
    return { email, id: createHash('sha256').update(email).digest('hex').slice(0, 32) };
  });
}
