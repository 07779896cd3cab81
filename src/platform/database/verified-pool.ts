import pg from 'pg';

/** A connection used this recently is handed out unasked; in milliseconds. HikariCP's rule, with its own figure doubled. */
const trustedForMs = 1_000;
const probeTimeoutMs = 1_000;

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

/**
 * A pg pool that verifies a connection which has rested before it hands it out, and replaces a dead one without the caller noticing.
 * When one is found dead, the others that rested as long are not asked but dropped: what ended one most often ended all.
 */
export class VerifiedPool extends pg.Pool {
  private readonly usedAt = new WeakMap<pg.PoolClient, number>();
  private readonly silent = new WeakSet<pg.PoolClient>();
  private distrustedBefore = -Infinity;

  constructor(options: pg.PoolConfig) {
    super(options);
    this.on('connect', (client) => {
      // A connection that breaks fails whatever runs on it; a broken one that nobody listens to must not end the process.
      client.on('error', () => undefined);
      endWhenSilent(client, () => this.silent.add(client));
    });
    this.on('release', (_error: Error, client: pg.PoolClient) => {
      this.usedAt.set(client, performance.now());
      // The pool keeps no connection that is ending.
      if (this.silent.has(client)) client.end().catch(() => undefined);
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (!callback) return this.promiseToConnect();
    super.connect((error, client, release) => {
      const usedAt = client && this.usedAt.get(client);
      if (!client || usedAt === undefined || (usedAt > this.distrustedBefore && performance.now() - usedAt < trustedForMs)) {
        callback(error, client, release);
      } else if (usedAt <= this.distrustedBefore) {
        release(true);
        this.connect(callback);
      } else {
        this.verify(client).then(
          () => { callback(undefined, client, release); },
          () => {
            this.distrustedBefore = performance.now();
            release(true);
            this.connect(callback);
          },
        );
      }
    });
    return undefined;
  }

  private async promiseToConnect(): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      this.connect((error, client) => {
        if (client) resolve(client);
        else reject(error ?? new Error('Connection is not established'));
      });
    });
  }

  private async verify(client: pg.PoolClient): Promise<void> {
    const probe: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: probeTimeoutMs };
    await client.query(probe);
  }
}

/**
 * Ends a connection on which an answer was too long in coming: what was asked may still be done, also a transaction be begun, which nobody
 * would end; and what is asked next, as a ROLLBACK, would wait as long again.
 */
function endWhenSilent(client: pg.PoolClient, note: () => void): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]) => {
    const result = query(...args);
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== 'Query read timeout') return;
        note();
        client.connection.stream.destroy();
      });
    }
    return result;
  };
  Object.assign(client, { query: watched });
}
