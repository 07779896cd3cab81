import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { serverOf } from '../config/server-of.js';
import { StartupError } from '../process/startup-error.js';
import { isDatabaseUnavailable } from './unavailable.js';

/**
 * Connects to PostgreSQL. @throws StartupError that says where it was sought and what to do, when it is away, knows no such database, or lets the
 * user not in
 */
export async function connect(options: PostgresDataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    const why = whyNotConnected(error, options.url ?? '');
    throw why === undefined ? error : new StartupError(why);
  }
}

/** Why PostgreSQL did not let us in, and what to do; undefined for an error that says something else. */
export function whyNotConnected(error: unknown, url: string): string | undefined {
  const advice = adviceOn(error);
  return advice && `PostgreSQL ${advice.replace('{server}', serverOf(url))}`;
}

function adviceOn(error: unknown): string | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^28/.test(code)) return 'at {server} does not let this user in: correct the name and the password in DATABASE_URL';
  if (code === '3D000') return 'at {server} has no such database: create it, or correct its name in DATABASE_URL';
  if (!isDatabaseUnavailable(error)) return undefined;
  return `cannot be reached at {server} (${code || 'no answer'}): start it, or correct the host and port in DATABASE_URL`;
}
