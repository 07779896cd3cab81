import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyKeys1763840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        operation text NOT NULL,
        user_id bigint REFERENCES users ON DELETE CASCADE,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        outcome json,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE NULLS NOT DISTINCT (operation, user_id, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at)');
    await runner.query('CREATE INDEX idempotency_keys_user_idx ON idempotency_keys (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
