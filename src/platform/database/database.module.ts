import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { CONFIG, type Config } from '../config/config.js';
import { connect } from './connect.js';
import { databaseOptions } from './options.js';
import { PreparedStatements } from './prepared-statements.js';

/** One pool per process; it waits for a database that is not there yet instead of giving up. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...databaseOptions(config),
        autoLoadEntities: true,
        retryAttempts: Number.MAX_SAFE_INTEGER,
        retryDelay: 1_000,
        verboseRetryLog: true,
      }),
      dataSourceFactory: async (options) => connect(options as PostgresDataSourceOptions),
    }),
  ],
  providers: [PreparedStatements],
  exports: [PreparedStatements],
})
export class DatabaseModule {}
