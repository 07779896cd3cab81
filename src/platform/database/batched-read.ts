import DataLoader from 'dataloader';
import type { QueryResultRow } from 'pg';
import type { PreparedStatements, Statement } from './prepared-statements.js';

/** At most this many ids go into one statement. */
const maxBatchSize = 100;

/**
 * A read by id, asked for by many requests at once: the ids of one turn of the event loop go to PostgreSQL as one prepared statement,
 * whose only parameter is an array of them. Nothing is cached. See docs/decisions/2026-11-22-batched-reads.md.
 */
export class BatchedRead<Row extends QueryResultRow> {
  private readonly loader: DataLoader<number, Row[]>;

  /** `key` is the column that holds the id a row belongs to. */
  constructor(statements: PreparedStatements, statement: Statement, key: keyof Row) {
    this.loader = new DataLoader<number, Row[]>(
      async (ids) => {
        const rows = await statements.read<Row>(statement, [ids]);
        const byId = new Map<number, Row[]>(ids.map((id) => [id, []]));
        for (const row of rows) byId.get(row[key])?.push(row);
        return ids.map((id) => byId.get(id) ?? []);
      },
      { cache: false, maxBatchSize, batchScheduleFn: (run) => setImmediate(run) },
    );
  }

  /** The rows of this id, in the statement's order. */
  async many(id: number): Promise<Row[]> {
    return this.loader.load(id);
  }

  /** The row of this id. */
  async one(id: number): Promise<Row | undefined> {
    return (await this.loader.load(id))[0];
  }
}
