import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aSignedInUser } from './support/users.js';

const service = bootService({ worker: true });

describe('a worker that starts', () => {
  it('deletes what has had its time, and nothing else', async () => {
    const [{ id }, { id: dormant }] = [await aSignedInUser(service), await aRegisteredUser(service)];
    await service.database.query(
      `WITH o AS (INSERT INTO outbox (id, job, payload, completed_at) SELECT gen_random_uuid(), 'welcome-email', '{}', now() - age FROM unnest($2::interval[]) age),
            l AS (INSERT INTO verification_links SELECT decode(md5(random()::text), 'hex'), $1, 'x', now() + interval '1 day' - age FROM unnest($2::interval[]) age),
            k AS (INSERT INTO idempotency_keys SELECT 'test', $1, gen_random_uuid(), '', NULL, now() - age FROM unnest($2::interval[]) age),
            c AS (INSERT INTO known_clients (user_id, fingerprint, last_seen_at) SELECT $3::bigint, decode(md5(age::text), 'hex'), now() - age FROM unnest(ARRAY['200 days', '300 days']::interval[]) age),
            e AS (INSERT INTO personal_events SELECT $1, 1 + extract(epoch FROM age), 'order:created', '{}', now() - age FROM unnest($2::interval[]) age)
       INSERT INTO sessions (id, user_id, expires_at) SELECT gen_random_uuid(), $1, now() + interval '7 days' - age FROM unnest($2::interval[]) age`,
      [id, ['8 days', '0 days'], dormant],
    );
    await service.worker.stop();

    await service.startWorker();

    const counts = async () => {
      const [row] = await service.database.query(
        `SELECT (SELECT count(*) FROM outbox WHERE completed_at < now() - interval '7 days')::int AS outbox, (SELECT count(*) FROM verification_links WHERE expires_at < now())::int AS links,
                (SELECT count(*) FROM idempotency_keys)::int AS keys, (SELECT count(*) FROM personal_events)::int AS events, (SELECT count(*) FROM sessions)::int AS sessions,
                (SELECT array_agg(extract(days FROM now() - last_seen_at)::int) FROM known_clients WHERE user_id = $1) AS clients`,
        [dormant],
      );
      return row;
    };
    // The session of the sign-in is the second that stays; of an account's clients the last one does.
    await eventually(async () => { expect(await counts()).toEqual({ outbox: 0, links: 0, keys: 1, events: 1, sessions: 2, clients: [200] }); });
  });
});
