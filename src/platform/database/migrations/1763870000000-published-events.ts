import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PublishedEvents1763870000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE personal_events ADD COLUMN published_at timestamptz');
    await runner.query('UPDATE personal_events SET published_at = created_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE personal_events DROP COLUMN published_at');
  }
}
