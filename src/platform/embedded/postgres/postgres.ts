import pg from 'pg';
import { type DataFolder } from '../data-folder.js';
import { freePort, loopback } from '../free-port.js';
import { openCluster, postgresStopSteps, postgresUser, serveArguments } from './postgres-cluster.js';
import { type RunningProcess } from '../process/running-process.js';
import { startServer } from '../process/server-process.js';
import { StartupError } from '../../process/startup-error.js';

const probeTimeoutMs = 2000;
const database = 'isobar';

export interface PostgresOptions {
  folder: DataFolder;
  password: string;
  environment: NodeJS.ProcessEnv;
  /** Stepped around when taken; 0 is any. */
  port: number;
  /** Without durability everything is faster, and lost in a crash: for tests. */
  durable: boolean;
  detached: boolean;
}

/** An embedded PostgreSQL that can be started, again and again, at the same address. */
export interface Postgres {
  /** Of the application's database. */
  url: string;
  /** Of the database that is always there. */
  maintenanceUrl: string;
  start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/**
 * Makes ready a PostgreSQL of the data folder, with up to 200 connections, on the loopback address only.
 * @throws StartupError
 */
export async function preparePostgres(
  { folder, password, environment, durable, detached, ...wishes }: PostgresOptions,
  signal: AbortSignal,
): Promise<Postgres> {
  const { directory, binaries, account } = await openCluster(folder, password, environment, signal);
  const port = await freePort(wishes.port, { host: loopback });
  const urlOf = (name: string) => `postgresql://${postgresUser}:${password}@${loopback}:${port}/${name}`;
  const settings = [
    `port=${port}`,
    `listen_addresses=${loopback}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const maintenanceUrl = urlOf('postgres');
  return {
    url: urlOf(database),
    maintenanceUrl,
    start: async (startSignal) =>
      startServer(
        {
          name: 'PostgreSQL',
          file: binaries.postgres,
          args: [...serveArguments(directory), ...settings.flatMap((setting) => ['-c', setting])],
          environment: { ...environment, LC_ALL: 'C' },
          account,
          logFile: folder.at('postgres.log'),
          stopSteps: postgresStopSteps,
          detached,
          serves: async () => ensureDatabase(maintenanceUrl, folder),
        },
        startSignal,
      ),
  };
}

/** @returns whether the server let us in, and the database exists */
async function ensureDatabase(maintenanceUrl: string, folder: DataFolder): Promise<boolean> {
  const client = new pg.Client({ connectionString: maintenanceUrl, connectionTimeoutMillis: probeTimeoutMs, ssl: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new StartupError(
        `The embedded PostgreSQL does not know the password in ${folder.at('secrets.json')}. Restore that file; or delete ${folder.path} to start afresh, which loses its data.`,
      );
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
