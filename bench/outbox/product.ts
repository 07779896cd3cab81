import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/platform/config/config.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { createLogger } from '../../src/platform/observability/logger.js';
import { newTrace, nextTraceparent } from '../../src/platform/observability/trace.js';
import { ProcessModule } from '../../src/platform/process/process.module.js';
import { OutboxModule } from '../../src/platform/queue/outbox.module.js';
import { Outbox } from '../../src/platform/queue/outbox.js';
import { UsersModule } from '../../src/users/users.module.js';
import { UsersService } from '../../src/users/users.service.js';

@Module({ imports: [DatabaseModule, OutboxModule, UsersModule] })
class OutboxBench {}

/** The service's own outbox and users, with its own pool, in this process. */
export interface Product {
  claim: (limit: number) => Promise<string[]>;
  release: (ids: string[]) => Promise<void>;
  /** The transaction of a registration, without its password hash. */
  register: (email: string) => Promise<void>;
  /** How PostgreSQL carries out a claim of so many rows. */
  explainClaim: (limit: number) => Promise<string>;
  stop: () => Promise<void>;
}

export async function openProduct(postgresUrl: string): Promise<Product> {
  const config = loadConfig({ DATABASE_URL: postgresUrl, LOG_LEVEL: 'silent' }, ['REDIS_URL', 'JWT_SECRET']);
  const root = { module: OutboxBench, imports: [ProcessModule.for({ ...config, REDIS_URL: '' }, createLogger('bench', config))] };
  const app = await NestFactory.createApplicationContext(root, { logger: false });
  const [dataSource, outbox, users] = [app.get(DataSource), app.get(Outbox), app.get(UsersService)];
  return {
    claim: async (limit) => (await outbox.claim('welcome-email', limit)).map(({ id }) => id),
    release: async (ids) => outbox.release(ids),
    register: async (email) =>
      dataSource.transaction(async (tx) => {
        const { id } = await users.add(tx, { email, displayName: 'Person', passwordHash: 'none' });
        await outbox.add(tx, 'welcome-email', { userId: id }, nextTraceparent(newTrace()));
      }),
    explainClaim: async (limit) => {
      // The statement is the outbox's own: whatever it asks in this moment is explained instead of only done.
      const query = dataSource.query.bind(dataSource);
      dataSource.query = async <T>(text: string, values?: unknown[]) => query<T>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
      const plan: unknown = await outbox.claim('welcome-email', limit).finally(() => { dataSource.query = query; });
      return (plan as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n');
    },
    stop: async () => app.close(),
  };
}
