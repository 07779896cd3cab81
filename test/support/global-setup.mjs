import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startTestServices } from '../../dist/src/platform/embedded/test-services.js';

const template = 'isobar_template';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts what every end-to-end test needs once per run, and tells them where it is by the environment. */
export default async function globalSetup() {
  const interruption = new AbortController();
  const interrupt = (signal) => interruption.abort(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);

  // A shell between npm and us may die of npm's signal without passing it on.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || interrupt('SIGTERM'), 500).unref();

  const starting = startTestServices(process.env, interruption.signal);
  const services = await starting.catch((error) => {
    if (interruption.signal.aborted) end(interruption.signal.reason);
    throw error;
  });
  globalThis.isobarTestServices = services;
  const stopThenEnd = (signal) => services.stop().finally(() => end(signal));
  interruption.signal.addEventListener('abort', () => stopThenEnd(interruption.signal.reason));
  // Should this process end in a way that skips the teardown, its servers end with it.
  process.on('exit', () => services.pids.forEach(kill));

  try {
    await migrate(services.postgresUrl);
  } catch (error) {
    await services.stop();
    throw error;
  }
  process.env.TEST_POSTGRES_URL = services.postgresUrl;
  process.env.TEST_TEMPLATE_DATABASE = template;
  process.env.TEST_REDIS_URL = services.redisUrl;
}

/** Tests copy this database, which takes a fraction of the time of migrating each. */
async function migrate(postgresUrl) {
  const client = new pg.Client(postgresUrl);
  await client.connect();
  await client.query(`CREATE DATABASE ${template}`);
  await client.end();

  const url = new URL(postgresUrl);
  url.pathname = `/${template}`;
  const environment = { ...process.env, NODE_ENV: 'test', DATABASE_URL: url.href };
  const child = spawn(process.execPath, ['dist/src/commands/migrate.js'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`The migrations of the test database failed:\n${output}`);
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It is gone already, as it should be.
  }
}

function end(signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
