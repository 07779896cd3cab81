import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { AccessTokens } from '../src/auth/access-token.js';
import { freePort } from '../src/platform/embedded/free-port.js';
import { startTestServices } from '../src/platform/embedded/test-services.js';
import { cpuChart, throughputChart } from './charts.js';
import { type Workload, measure, medianOf } from './load.js';
import { type Result, report } from './report.js';
import { ServerUnderTest } from './server-under-test.js';

const usage = { users: '100000', orders: '5', connections: '64', seconds: '5', rounds: '3' };
const output = fileURLToPath(new URL('../../docs/bench/', import.meta.url));
const pathsPerRun = 1_000;

const { values } = parseArgs({ options: Object.fromEntries(Object.entries(usage).map(([name, value]) => [name, { type: 'string' as const, default: value }])) });
const [users, orders, connections, seconds, rounds] = ['users', 'orders', 'connections', 'seconds', 'rounds'].map((name) => Number(values[name])) as [number, number, number, number, number];
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'isobar-bench-'));
say('Starting PostgreSQL and Redis …');
const services = await startTestServices(process.env);
const servers: ServerUnderTest[] = [];
try {
  const secret = randomBytes(32).toString('hex');
  const environment = { NODE_ENV: 'production', DATABASE_URL: services.postgresUrl, REDIS_URL: services.redisUrl, JWT_SECRET: secret, RATE_LIMIT: 'off' };
  say(`Making ${users} users with ${orders} orders each …`);
  await command('migrate', [], environment);
  await command('seed', ['--users', String(users), '--orders', String(orders)], environment);
  const ids = await idRange();

  const limit = await ServerUnderTest.start('the limit', './limit-server.js', await freePort(0), environment, join(folder, 'limit.log'));
  servers.push(limit);
  const isobar = await ServerUnderTest.start('Isobar', '../src/main.js', await freePort(0), environment, join(folder, 'isobar.log'));
  servers.push(isobar);

  const random = (prefix: string) => () => Array.from({ length: pathsPerRun }, () => `${prefix}${ids.first + Math.floor(Math.random() * (ids.last - ids.first + 1))}`);
  const admin = { authorization: `Bearer ${new AccessTokens(secret).sign(ids.first, 'admin')}` };
  const workloads: Workload[] = [
    { name: 'GET /', goal: 0.4, paths: () => ['/'] },
    { name: 'GET /users/:id', goal: 0.65, paths: random('/users/') },
    { name: 'GET /dashboard/:id', goal: 0.65, paths: random('/dashboard/'), headers: admin },
  ];
  const results: Result[] = [];
  for (const workload of workloads) results.push(await compare(workload, limit, isobar));

  const table = report(results, { connections, seconds }, rounds);
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'throughput.svg'), throughputChart(results));
  await writeFile(join(output, 'cpu.svg'), cpuChart(results));
  await writeFile(join(output, 'results.md'), `${table}\n`);
  say(`\n${table}\n\nCharts and table: ${output}`);
} finally {
  for (const server of servers) await server.stop();
  await services.stop();
  await rm(folder, { recursive: true, force: true });
}

/** The two servers in turn, so that a machine that slows down slows both. The first round warms up and does not count. */
async function compare(workload: Workload, limit: ServerUnderTest, ours: ServerUnderTest): Promise<Result> {
  const load = { connections, seconds };
  const measured = { limit: [] as Awaited<ReturnType<typeof measure>>[], ours: [] as Awaited<ReturnType<typeof measure>>[] };
  for (let round = 0; round <= rounds; round++) {
    const [ofLimit, ofOurs] = [await measure(limit, workload, load), await measure(ours, workload, load)];
    say(`${workload.name}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}, ${Math.round(ofLimit.requestsPerSecond)} and ${Math.round(ofOurs.requestsPerSecond)} requests/s`);
    if (round === 0) continue;
    measured.limit.push(ofLimit);
    measured.ours.push(ofOurs);
  }
  return { workload, limit: medianOf(measured.limit), ours: medianOf(measured.ours) };
}

async function command(name: string, args: string[], environment: Record<string, string>): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL(`../src/commands/${name}.js`, import.meta.url)), ...args], { env: { ...process.env, ...environment } });
}

async function idRange(): Promise<{ first: number; last: number }> {
  const client = new pg.Client({ connectionString: services.postgresUrl });
  await client.connect();
  const { rows } = await client.query<{ first: string; last: string }>('SELECT min(id) AS first, max(id) AS last FROM users');
  await client.end();
  return { first: Number(rows[0]?.first), last: Number(rows[0]?.last) };
}
