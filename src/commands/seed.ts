import { randomBytes } from 'node:crypto';
import { Presets, SingleBar } from 'cli-progress';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { hash } from '../auth/passwords/password.task.js';
import { loadConfig } from '../platform/config/config.js';
import { connect } from '../platform/database/connect.js';
import { databaseOptions } from '../platform/database/options.js';
import { boot } from '../platform/process/boot.js';
import { readCommandLine, refuseCommandLine } from '../platform/process/command-line.js';
import { commandEnvironment } from './command-environment.js';

const usersPerBatch = 2_000;
const usage = `Usage: npm run seed -- --users <how many> [--orders <how many each>]
Makes up people who share one password, which is printed, with orders of the past year.\n`;
const count = z.string().regex(/^\d{1,8}$/).transform(Number);

/** `npm run seed`: made-up people, `seed-<random>-<n>@example.org`, who share one password, with orders of the past year. */
boot(async () => {
  const { values } = readCommandLine(usage, { options: { users: { type: 'string' }, orders: { type: 'string', default: '0' } } });
  const [users, orders] = [count.safeParse(values.users), count.safeParse(values.orders)];
  if (!users.success || !orders.success) refuseCommandLine(usage);
  const config = loadConfig(await commandEnvironment(), ['REDIS_URL', 'JWT_SECRET']);
  const dataSource = await connect({ ...databaseOptions(config, 'isobar seed'), poolSize: 2, extra: {} });
  try {
    const run = randomBytes(4).toString('hex');
    const password = `seeded-${run}`;
    const passwordHash = hash({ password, memoryKib: config.PASSWORD_HASH_MEMORY_KIB, iterations: config.PASSWORD_HASH_ITERATIONS });
    const bar = new SingleBar(
      { format: '{bar} {percentage}% | {value}/{total} users | {eta_formatted} left', noTTYOutput: true, notTTYSchedule: 2_000 },
      Presets.shades_classic,
    );
    bar.start(users.data, 0);
    for (let done = 0; done < users.data; done += usersPerBatch) {
      const size = Math.min(usersPerBatch, users.data - done);
      await insertBatch(dataSource, { run, from: done + 1, to: done + size, orders: orders.data, passwordHash });
      bar.increment(size);
    }
    bar.stop();
    await dataSource.query('ANALYZE users, orders');
    process.stdout.write(
      `Made ${users.data} users with ${orders.data} orders each. They sign in as seed-${run}-<1 to ${users.data}>@example.org with the password ${password}\n`,
    );
  } finally {
    await dataSource.destroy();
  }
});

interface Batch {
  run: string;
  from: number;
  to: number;
  orders: number;
  passwordHash: string;
}

async function insertBatch(dataSource: DataSource, { run, from, to, orders, passwordHash }: Batch): Promise<void> {
  await dataSource.query(
    `WITH people AS (
       INSERT INTO users (email, display_name, password_hash, email_verified)
       SELECT 'seed-' || $1 || '-' || n || '@example.org', 'Seeded ' || n, $2, true FROM generate_series($3::int, $4::int) n
       RETURNING id),
     list AS (SELECT *, row_number() OVER (ORDER BY sku) AS place, count(*) OVER () AS size FROM products)
     INSERT INTO orders (user_id, sku, quantity, unit_price_cents, total_cents, currency, created_at)
     SELECT people.id, list.sku, quantity, list.price_cents, list.price_cents * quantity, list.currency, now() - n * interval '1 day' - people.id % 3600 * interval '1 second'
     FROM people
     CROSS JOIN generate_series(1, $5::int) n
     CROSS JOIN LATERAL (SELECT 1 + (people.id + n) % 3 AS quantity) amount
     JOIN list ON list.place = 1 + (people.id + n) % list.size`,
    [run, passwordHash, from, to, orders],
  );
}
