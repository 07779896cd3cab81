import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { firstConnection } from './first-connection.js';
import { databaseOptions } from './options.js';
import { pendingMigrations } from './pending-migrations.js';
import { PreparedStatements } from './prepared-statements.js';

/** One pool per process; it waits for a database that is not there yet instead of giving up. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG, LOGGER],
      useFactory: async (config: Config, logger: Logger) => {
        await firstConnection(config.DATABASE_URL, logger);
        return { ...databaseOptions(config), autoLoadEntities: true, retryAttempts: Number.MAX_SAFE_INTEGER, retryDelay: 1_000 };
      },
    }),
  ],
  providers: [PreparedStatements],
  exports: [PreparedStatements],
})
export class DatabaseModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const pending = await pendingMigrations(this.dataSource).catch(() => []);
    if (pending.length > 0) this.logger.warn({ pending }, 'the database lacks migrations: npm run migrate');
  }
}
