import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VerificationLinks1763850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE verification_links (
        token_hash bytea PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        email text NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX verification_links_user_idx ON verification_links (user_id)');
    await runner.query('CREATE INDEX verification_links_expires_idx ON verification_links (expires_at)');
    await runner.query('CREATE INDEX sessions_expires_idx ON sessions (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX sessions_expires_idx');
    await runner.query('DROP TABLE verification_links');
  }
}
