import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SessionFamilies1763860000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions ADD COLUMN client text, ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now()');
    await runner.query(`
      CREATE TABLE refresh_tokens (
        hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
        spent_at timestamptz,
        graced boolean NOT NULL DEFAULT false
      )`);
    await runner.query('CREATE INDEX refresh_tokens_session_idx ON refresh_tokens (session_id, spent_at)');
    await runner.query('CREATE INDEX refresh_tokens_spent_idx ON refresh_tokens (spent_at)');
    await runner.query('INSERT INTO refresh_tokens (hash, session_id) SELECT refresh_token_hash, id FROM sessions');
    await runner.query('ALTER TABLE sessions DROP COLUMN refresh_token_hash');

    // Whatever deletes a session, a cascade too, leaves word that its access tokens hold no longer.
    await runner.query(`
      CREATE TABLE ended_sessions (
        session_id uuid PRIMARY KEY,
        ended_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query('CREATE INDEX ended_sessions_ended_idx ON ended_sessions (ended_at)');
    await runner.query(`
      CREATE FUNCTION note_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ended_sessions (session_id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await runner.query('CREATE TRIGGER sessions_ended AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION note_ended_session()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER sessions_ended ON sessions');
    await runner.query('DROP FUNCTION note_ended_session');
    await runner.query('DROP TABLE ended_sessions, refresh_tokens');
    await runner.query('DELETE FROM sessions');
    await runner.query('ALTER TABLE sessions DROP COLUMN client, DROP COLUMN last_used_at, ADD COLUMN refresh_token_hash bytea NOT NULL UNIQUE');
  }
}
