import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Outage } from '../observability/outage.js';
import type { Logger } from '../observability/logger.js';
import { whyNotConnected } from './connect.js';

/** Milliseconds. */
const connectTimeoutMs = 5_000;
const againAfterMs = 1_000;
const tellEveryMs = 10_000;

/** Waits until the database can be connected to, and tells why it cannot. */
export async function firstConnection(url: string, logger: Logger): Promise<void> {
  const startedAt = performance.now();
  const outage = new Outage(tellEveryMs);
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: 'isobar start' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      if (outage.ends()) logger.info('the database is there');
      return;
    } catch (error) {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      const why = whyNotConnected(error, url);
      if (outage.fails())
        logger.warn({ seconds, ...(why === undefined && { err: error }) }, `${why ?? 'PostgreSQL does not let this process in'}; it is tried every second`);
      await sleep(againAfterMs);
    } finally {
      client.end().catch(() => undefined);
    }
  }
}
