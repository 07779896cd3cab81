import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecondFactor1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The version rises with every new address or password, and whenever the second factor goes on or off: what was begun under an older one is void.
    await runner.query('ALTER TABLE users ADD second_factor boolean NOT NULL DEFAULT false, ADD credentials_version integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE password_reset_links ADD credentials_version integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE address_changes ADD credentials_version integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE sessions ADD second_factor boolean NOT NULL DEFAULT false');

    // Sealed; last_step is the time step of the code that was used last.
    await runner.query(`
      CREATE TABLE one_time_secrets (
        user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        sealed bytea NOT NULL,
        last_step bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE recovery_codes (
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        hash bytea NOT NULL,
        PRIMARY KEY (user_id, hash)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE recovery_codes, one_time_secrets');
    await runner.query('ALTER TABLE sessions DROP second_factor');
    await runner.query('ALTER TABLE address_changes DROP credentials_version');
    await runner.query('ALTER TABLE password_reset_links DROP credentials_version');
    await runner.query('ALTER TABLE users DROP second_factor, DROP credentials_version');
  }
}
