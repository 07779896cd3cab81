import type { Statement } from '../../platform/database/prepared-statements.js';
import { outboxChannel } from '../../platform/queue/outbox.js';

/** A session ends when it was not used for so long, and at the latest so long after its sign-in; in days. */
export const idleDays = 30;
const longestDays = 90;
/** A client's own tabs or retries may spend one token at the same time: once more within so many seconds, before its successor is used. */
const graceSeconds = 10;
/** As much is kept of how a client calls itself; in characters. */
const longestClient = 200;
/** Sessions of one account: a list of them is short, whoever signs in how often. */
const mostSessions = 100;

/**
 * A session and its first refresh token: id, user, client, the token's hash. Returns nothing when the account is blocked, or what was
 * checked of it ($8, $9) is not what it takes any more; whoever changes that has the row locked, and is waited for. A client of a new fingerprint
 * ($5) is noted, and when it is not the account's first, a mail is promised: the outbox row's id, its trace.
 * It takes the place of the session that was used longest ago where there are too many. Sign-ins at the same moment do not see each
 * other's: the next one ends what they are too many; and what somebody has locked is left out, so that no two wait for each other.
 */
export const begin: Statement = {
  name: 'sessions_begin',
  text: `WITH owner AS (SELECT id FROM users WHERE id = $2 AND blocked_at IS NULL AND credentials_version = $8 FOR SHARE),
              begun AS (
           INSERT INTO sessions (id, user_id, client, second_factor, expires_at) SELECT $1, id, left($3, ${longestClient}), $9, now() + interval '${idleDays} days' FROM owner RETURNING id),
              surplus AS (
           SELECT sessions.id FROM owner JOIN sessions ON sessions.user_id = owner.id ORDER BY last_used_at DESC OFFSET ${mostSessions - 1}),
              ended AS (
           DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE id IN (SELECT id FROM surplus) FOR UPDATE SKIP LOCKED)),
              seen AS (
           INSERT INTO known_clients (user_id, fingerprint, client) SELECT id, $5, left($3, ${longestClient}) FROM owner
           ON CONFLICT (user_id, fingerprint) DO UPDATE SET last_seen_at = now() RETURNING id, first_seen_at = last_seen_at AS fresh),
              promised AS (
           INSERT INTO outbox (id, job, payload, traceparent) SELECT $6, 'account-email', jsonb_build_object('mail', 'sign-in', 'clientId', id), $7 FROM seen
           WHERE fresh AND EXISTS (SELECT FROM known_clients WHERE user_id = $2) RETURNING pg_notify('${outboxChannel}', ''))
         INSERT INTO refresh_tokens (hash, session_id) SELECT $4, id FROM begun RETURNING session_id`,
};

const inGrace = `NOT graced AND successor = $2 AND spent_at > now() - interval '${graceSeconds} seconds'
  AND NOT EXISTS (SELECT FROM refresh_tokens later WHERE later.session_id = token.session_id AND later.spent_at > token.spent_at)`;

/** Spends the refresh token of hash $1 and gives its session the one of hash $2; in grace it has that one already. */
export const rotate: Statement = {
  name: 'sessions_rotate',
  text: `WITH spent AS (
           UPDATE refresh_tokens token SET spent_at = coalesce(spent_at, clock_timestamp()), graced = spent_at IS NOT NULL, successor = $2
           WHERE hash = $1 AND (spent_at IS NULL OR (${inGrace}))
           RETURNING session_id),
         used AS (
           UPDATE sessions SET last_used_at = now(), expires_at = least(now() + interval '${idleDays} days', created_at + interval '${longestDays} days')
           FROM spent WHERE id = spent.session_id AND expires_at > now()
           RETURNING id, user_id, second_factor),
         given AS (INSERT INTO refresh_tokens (hash, session_id) SELECT $2, id FROM used ON CONFLICT DO NOTHING)
         SELECT used.id AS "sessionId", used.second_factor AS "secondFactor", users.id, users.role FROM used JOIN users ON users.id = used.user_id`,
};

/** Ends the session whose refresh token $1 was stolen, by whoever uses it now or whoever used it before. */
export const endStolen: Statement = {
  name: 'sessions_end_stolen',
  text: `DELETE FROM sessions USING refresh_tokens token
         WHERE token.hash = $1 AND sessions.id = token.session_id
           AND (token.spent_at < now() - interval '${graceSeconds} seconds'
                OR EXISTS (SELECT FROM refresh_tokens later WHERE later.session_id = token.session_id AND later.spent_at > token.spent_at))
         RETURNING sessions.id AS "sessionId", sessions.user_id AS "userId"`,
};
