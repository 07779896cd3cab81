import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Foundation1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text NOT NULL,
        email_verified boolean NOT NULL DEFAULT false,
        display_name text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
        last_event_offset bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE UNIQUE INDEX users_email_key ON users (lower(email))');

    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        refresh_token_hash bytea NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX sessions_user_idx ON sessions (user_id)');

    await runner.query(`
      CREATE TABLE products (
        sku text PRIMARY KEY,
        name text NOT NULL,
        price_cents integer NOT NULL CHECK (price_cents >= 0),
        currency char(3) NOT NULL
      )`);
    await runner.query(`
      INSERT INTO products (sku, name, price_cents, currency) VALUES
        ('barometer', 'Aneroid barometer', 8900, 'EUR'),
        ('rain-gauge', 'Rain gauge, 100 mm', 2450, 'EUR'),
        ('thermometer', 'Minimum-maximum thermometer', 1990, 'EUR'),
        ('weather-vane', 'Copper weather vane', 15900, 'EUR'),
        ('wind-sock', 'Wind sock', 3200, 'EUR')`);

    await runner.query(`
      CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint REFERENCES users ON DELETE SET NULL,
        sku text NOT NULL REFERENCES products,
        quantity integer NOT NULL CHECK (quantity > 0),
        unit_price_cents integer NOT NULL,
        total_cents bigint NOT NULL,
        currency char(3) NOT NULL,
        status text NOT NULL DEFAULT 'placed',
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX orders_user_created_idx ON orders (user_id, created_at DESC, id DESC)');

    await runner.query(`
      CREATE TABLE personal_events (
        user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
        "offset" bigint NOT NULL,
        name text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, "offset")
      )`);
    await runner.query('CREATE INDEX personal_events_created_idx ON personal_events (created_at)');

    await runner.query(`
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        job text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        offer_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        offers integer NOT NULL DEFAULT 0,
        started_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        completed_at timestamptz,
        parked_at timestamptz,
        last_error text
      )`);
    await runner.query('CREATE INDEX outbox_due_idx ON outbox (job, offer_at) WHERE completed_at IS NULL AND parked_at IS NULL');
    await runner.query('CREATE INDEX outbox_parked_idx ON outbox (parked_at) WHERE parked_at IS NOT NULL');
    await runner.query('CREATE INDEX outbox_completed_idx ON outbox (completed_at) WHERE completed_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, personal_events, orders, products, sessions, users');
  }
}
