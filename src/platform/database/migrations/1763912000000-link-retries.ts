import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LinkRetries1763912000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Those of a mail's later attempts do not count to what an account may ask for.
    for (const table of ['verification_links', 'password_reset_links']) await runner.query(`ALTER TABLE ${table} ADD COLUMN counts boolean NOT NULL DEFAULT true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['verification_links', 'password_reset_links']) await runner.query(`ALTER TABLE ${table} DROP COLUMN counts`);
  }
}
