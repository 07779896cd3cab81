import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { AccessTokens } from '../../src/auth/tokens/access-token.js';
import { freePort } from '../../src/platform/embedded/free-port.js';
import { startTestServices } from '../../src/platform/embedded/test-services.js';
import type { Bench, Findings } from '../part.js';
import { medianBy } from '../statistics.js';
import { type Measurement, type Workload, measure } from './load.js';
import { type Result, charts, report } from './report.js';
import { ServerUnderTest } from './server-under-test.js';

const pathsPerRun = 1_000;

/** Requests per second of the API against those of a bare server that gives the same answers. */
export async function http(bench: Bench): Promise<Findings> {
  const { options, folder, say, atEnd } = bench;
  const services = await startTestServices(process.env);
  atEnd(async () => services.stop());
  const secret = randomBytes(32).toString('hex');
  const environment = { NODE_ENV: 'production', DATABASE_URL: services.postgresUrl, REDIS_URL: services.redisUrl, JWT_SECRET: secret, RATE_LIMIT: 'off' };
  say(`Making ${options.users} users with ${options.orders} orders each …`);
  await command('migrate', [], environment);
  await command('seed', ['--users', String(options.users), '--orders', String(options.orders)], environment);
  const ids = await idRange(services.postgresUrl);

  const start = async (name: string, script: string) => {
    const server = await ServerUnderTest.start(name, script, await freePort(0), environment, join(folder, `${name}.log`));
    atEnd(async () => server.stop());
    return server;
  };
  const [limit, isobar] = [await start('the limit', './limit-server.js'), await start('Isobar', '../../src/main.js')];

  const random = (prefix: string) => () =>
    Array.from({ length: pathsPerRun }, () => `${prefix}${ids.first + Math.floor(Math.random() * (ids.last - ids.first + 1))}`);
  const admin = {
    authorization: `Bearer ${new AccessTokens(secret, { JWT_ACCEPTED_SECRETS: [] }).sign({ id: ids.first, role: 'admin', sessionId: randomUUID() })}`,
  };
  const workloads: Workload[] = [
    { name: 'GET /', goal: 0.4, paths: () => ['/'] },
    { name: 'GET /users/:id', goal: 0.65, paths: random('/users/') },
    { name: 'GET /dashboard/:id', goal: 0.65, paths: random('/dashboard/'), headers: admin },
  ];
  const results: Result[] = [];
  for (const workload of workloads) results.push(await compare(bench, workload, limit, isobar));
  return { page: report(results, options, options.rounds), charts: charts(results) };
}

/** The two servers in turn, so that a machine that slows down slows both. The first round warms up and does not count. */
async function compare({ options, say }: Bench, workload: Workload, limit: ServerUnderTest, ours: ServerUnderTest): Promise<Result> {
  const measured = { limit: [] as Measurement[], ours: [] as Measurement[] };
  for (let round = 0; round <= options.rounds; round++) {
    const [ofLimit, ofOurs] = [await measure(limit, workload, options), await measure(ours, workload, options)];
    say(
      `${workload.name}: ${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}, ${Math.round(ofLimit.requestsPerSecond)} and ${Math.round(ofOurs.requestsPerSecond)} requests/s`,
    );
    if (round === 0) continue;
    measured.limit.push(ofLimit);
    measured.ours.push(ofOurs);
  }
  const median = (all: Measurement[]) => medianBy(all, ({ requestsPerSecond }) => requestsPerSecond);
  return { workload, limit: median(measured.limit), ours: median(measured.ours) };
}

async function command(name: string, args: string[], environment: Record<string, string>): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL(`../../src/commands/${name}.js`, import.meta.url)), ...args], {
    env: { ...process.env, ...environment },
  });
}

async function idRange(connectionString: string): Promise<{ first: number; last: number }> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ first: string; last: string }>('SELECT min(id) AS first, max(id) AS last FROM users');
  await client.end();
  return { first: Number(rows[0]?.first), last: Number(rows[0]?.last) };
}
