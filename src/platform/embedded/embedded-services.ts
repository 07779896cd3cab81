import { type LauncherEnvironment } from '../config/launcher-environment.js';
import { type ConsoleOutput } from './launcher/console-output.js';
import { type DataFolder } from './data-folder.js';
import { prepareMailInbox } from './mail/mail-inbox.js';
import { preparePostgres } from './postgres/postgres.js';
import { prepareRedis } from './redis/redis.js';
import { type Secrets } from './launcher/secrets.js';
import { type Supervisor } from './launcher/supervisor.js';

const ports = { postgres: 54_329, redis: 63_790, smtp: 1025, page: 1080 };

export interface ServiceOptions {
  launcher: LauncherEnvironment;
  folder: DataFolder;
  secrets: Secrets;
  supervisor: Supervisor;
  output: ConsoleOutput;
}

export interface ServiceUrls {
  databaseUrl: string;
  redisUrl: string;
  smtpUrl: string;
  /** The page that shows received mail, when the inbox is ours. */
  inboxUrl?: string;
}

/**
 * Starts a PostgreSQL, a Redis and a mail inbox for each address that the environment does not set, at the same time. What was started is the
 * supervisor's to stop, also when this fails.
 * @throws StartupError of the first one that fails; the others are then no longer being started
 */
export async function startServices(options: ServiceOptions, signal: AbortSignal): Promise<ServiceUrls> {
  const { config, isSet } = options.launcher;
  const failed = new AbortController();
  const together = AbortSignal.any([signal, failed.signal]);
  const start = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const database = start(async () => config.DATABASE_URL ?? (await startPostgres(options, together)));
  const redis = start(async () => config.REDIS_URL ?? (await startRedis(options, together)));
  const mail = start(async () => (!isSet('SMTP_URL') ? startMailInbox(options, together) : { smtpUrl: config.SMTP_URL }));
  await Promise.allSettled([database, redis, mail]);
  failed.signal.throwIfAborted();
  return { databaseUrl: await database, redisUrl: await redis, ...(await mail) };
}

async function startPostgres({ launcher, folder, secrets, supervisor, output }: ServiceOptions, signal: AbortSignal): Promise<string> {
  return output.step('PostgreSQL', async () => {
    const postgres = await preparePostgres(
      { folder, password: secrets.password, environment: launcher.variables, port: ports.postgres, durable: true, detached: true },
      signal,
    );
    await supervisor.run({ name: 'PostgreSQL', start: postgres.start }, signal);
    return postgres.url;
  });
}

async function startRedis({ launcher, folder, secrets, supervisor, output }: ServiceOptions, signal: AbortSignal): Promise<string> {
  return output.step('Redis', async () => {
    const redis = await prepareRedis(
      { folder, password: secrets.password, environment: launcher.variables, port: ports.redis, durable: true, detached: true },
      signal,
    );
    await supervisor.run({ name: 'Redis', start: redis.start }, signal);
    return redis.url;
  });
}

async function startMailInbox({ launcher, folder, supervisor, output }: ServiceOptions, signal: AbortSignal) {
  return output.step('Mail inbox', async () => {
    const inbox = await prepareMailInbox({
      folder,
      environment: launcher.variables,
      smtpPort: ports.smtp,
      pagePort: ports.page,
      avoidPorts: [launcher.config.PORT],
      output: output.follower('mail'),
    });
    await supervisor.run({ name: 'The mail inbox', start: inbox.start }, signal);
    return { smtpUrl: inbox.smtpUrl, inboxUrl: inbox.pageUrl };
  });
}
