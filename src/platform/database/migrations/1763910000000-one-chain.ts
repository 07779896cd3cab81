import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OneChain1763910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The one token that a spent one was traded for: its grace gives that or nothing.
    await runner.query('ALTER TABLE refresh_tokens ADD COLUMN successor bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_tokens DROP COLUMN successor');
  }
}
