import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Admins1763911000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Whatever an admin does to others locks all admins: they are few among many.
    await runner.query(`CREATE INDEX users_admins_idx ON users (id) WHERE role = 'admin'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_admins_idx');
  }
}
