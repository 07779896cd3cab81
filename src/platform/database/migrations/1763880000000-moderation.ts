import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Moderation1763880000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN blocked_at timestamptz');
    // An admin looks people up by the beginning of what they know.
    await runner.query('CREATE INDEX users_email_prefix_idx ON users (lower(email) text_pattern_ops)');
    await runner.query('CREATE INDEX users_name_prefix_idx ON users (lower(display_name) text_pattern_ops)');

    // Who did it and to whom are ids without a reference: the record outlives both.
    await runner.query(`
      CREATE TABLE audit_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        action text NOT NULL,
        actor_id bigint,
        subject_id bigint,
        details jsonb NOT NULL DEFAULT '{}',
        request_id text
      )`);
    await runner.query('CREATE INDEX audit_log_subject_idx ON audit_log (subject_id, id)');
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is only ever added to';
      END $$`);
    await runner.query('CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log');
    await runner.query('DROP FUNCTION refuse_change');
    await runner.query('DROP INDEX users_email_prefix_idx, users_name_prefix_idx');
    await runner.query('ALTER TABLE users DROP COLUMN blocked_at');
  }
}
