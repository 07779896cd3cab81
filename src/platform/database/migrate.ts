import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { connect } from './connect.js';

/** Any number, the same for everyone who migrates: "isobar" on a telephone's keys. */
const advisoryLock = 476_227;

/**
 * Applies the migrations that are missing, and says their names. Whoever comes second waits until the first is through.
 * The lock belongs to its connection: it goes with a process that dies.
 */
export async function migrate(options: PostgresDataSourceOptions): Promise<string[]> {
  const patient = { ...options.extra as object, statement_timeout: 0, query_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 0 };
  const dataSource = await connect({ ...options, extra: patient });
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    const applied = await dataSource.runMigrations();
    await lock.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
    return applied.map(({ name }) => name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
