import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testServers } from './test-servers.js';

/** A database of the test's own, and a look inside it. */
export class TestDatabase {
  private constructor(
    readonly url: string,
    private readonly client: pg.Client,
  ) {}

  /** A copy of the migrated template. */
  static async create(): Promise<TestDatabase> {
    const name = `isobar_${randomBytes(6).toString('hex')}`;
    await maintain(`CREATE DATABASE ${name} TEMPLATE ${testServers.template}`);
    return TestDatabase.connect(databaseUrl(name));
  }

  static async connect(url: string): Promise<TestDatabase> {
    const client = new pg.Client({ connectionString: url, application_name: 'the test itself' });
    // A server that a test stops takes this connection with it; the next query says so.
    client.on('error', () => undefined);
    await client.connect();
    return new TestDatabase(url, client);
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  /** Ends every connection but ours, as a failover would, each within a second; returns how many. */
  async killConnections(): Promise<number> {
    const rows = await this.query(
      'SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rows.length;
  }

  async disconnect(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  async drop(): Promise<void> {
    await this.disconnect();
    await maintain(`DROP DATABASE IF EXISTS ${new URL(this.url).pathname.slice(1)} WITH (FORCE)`);
  }
}

function databaseUrl(name: string): string {
  const url = new URL(testServers.postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function maintain(statement: string): Promise<void> {
  const client = new pg.Client(testServers.postgresUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
