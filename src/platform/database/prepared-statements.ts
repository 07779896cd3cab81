import { Injectable } from '@nestjs/common';
import type { Pool, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { isDatabaseUnavailable } from './unavailable.js';

/** A statement that PostgreSQL parses and plans once per connection. The name must be its own: it stands for the text. */
export interface Statement {
  name: string;
  text: string;
}

/** Statements on the hot path, as named ones over TypeORM's own pool: they skip the entity manager's work for each row. */
@Injectable()
export class PreparedStatements {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs a statement that only reads; once more when its connection broke under it.
   * @throws the driver's error, or DatabaseUnavailable as the HTTP filter reads it
   */
  async read<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]> {
    const query = { ...statement, values };
    try {
      return (await this.pool.query<Row>(query)).rows;
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      return (await this.pool.query<Row>(query)).rows;
    }
  }

  /** Runs a statement that writes, once: nobody knows whether one whose connection broke came through. @throws as {@link read} does */
  async write<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>({ ...statement, values })).rows;
  }

  private get pool(): Pool {
    return (this.dataSource.driver as PostgresDriver).master as Pool;
  }
}

function isConnectionLost(error: unknown): boolean {
  return (
    isDatabaseUnavailable(error) && error instanceof Error && /terminat|reset|EPIPE/i.test(`${error.message} ${(error as NodeJS.ErrnoException).code ?? ''}`)
  );
}
