import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailLinks1763890000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE password_reset_links (
        token_hash bytea PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX password_reset_links_user_idx ON password_reset_links (user_id)');
    await runner.query('CREATE INDEX password_reset_links_expires_idx ON password_reset_links (expires_at)');

    // Both addresses stand here and not in the jobs: what is deleted with the account is in no queue.
    await runner.query(`
      CREATE TABLE address_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        old_email text NOT NULL,
        new_email text NOT NULL,
        token_hash bytea UNIQUE,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX address_changes_user_idx ON address_changes (user_id)');
    await runner.query('CREATE INDEX address_changes_created_idx ON address_changes (created_at)');

    await runner.query(`
      CREATE TABLE known_clients (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        fingerprint bytea NOT NULL,
        client text,
        first_seen_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (user_id, fingerprint)
      )`);
    await runner.query('CREATE INDEX known_clients_seen_idx ON known_clients (last_seen_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE password_reset_links, address_changes, known_clients');
  }
}
