import pg from 'pg';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Config } from '../config/config.js';
import { migrations } from './migrations/index.js';
import { VerifiedPool } from './verified-pool.js';

type DatabaseConfig = Pick<Config, 'DATABASE_URL' | 'DATABASE_POOL_SIZE' | 'DATABASE_POOL_OVERFLOW'>;

/** Milliseconds: nothing that touches the database waits for ever. */
const timeouts = {
  /** For a connection, new or from a pool with none free. */
  acquire: 5_000,
  /** PostgreSQL ends a statement that runs longer. */
  statement: 5_000,
  /** We give up on an answer; past the statement's own limit, so it tells of a dead peer, and within what a process has for draining. */
  answer: 6_000,
  lock: 5_000,
  idleInTransaction: 15_000,
  /** A connection past the pool's size (the overflow) is closed when it has rested this long. */
  idle: 10_000,
};

/** The one place where the database is described: the service, its commands and TypeORM's own CLI (ormconfig.ts) share it. */
export function databaseOptions(config: DatabaseConfig, applicationName = 'isobar'): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: config.DATABASE_URL,
    applicationName,
    driver: { ...pg, Pool: VerifiedPool },
    parseInt8: true,
    installExtensions: false,
    migrations,
    migrationsTransactionMode: 'each',
    connectTimeoutMS: timeouts.acquire,
    poolSize: config.DATABASE_POOL_SIZE + config.DATABASE_POOL_OVERFLOW,
    poolErrorHandler: () => undefined,
    extra: {
      min: config.DATABASE_POOL_SIZE,
      idleTimeoutMillis: timeouts.idle,
      statement_timeout: timeouts.statement,
      query_timeout: timeouts.answer,
      lock_timeout: timeouts.lock,
      idle_in_transaction_session_timeout: timeouts.idleInTransaction,
      keepAlive: true,
    },
  };
}
