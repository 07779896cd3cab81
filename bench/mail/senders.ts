import { randomBytes } from 'node:crypto';
import { loadTemplate } from '../../src/emails/mail-template.js';
import { type Bench } from '../part.js';
import { Child } from '../processes/child.js';
import type { Services } from '../processes/services.js';
import { type Promised, addBacklog, madeUp } from './backlog.js';
import type { Sink } from './sink.js';

export const domain = 'bench.example';
/** SMTP connections of each process; the service's default. */
export const connections = 10;

/** Processes that share the sending of mails. */
export interface Senders {
  children: Child[];
  /** Ends as the mails begin to be sent; returns what was promised to whom. */
  send: (prefix: string, count: number) => Promise<Promised[]>;
  /** Ends when nothing is left to do. */
  settle: () => Promise<void>;
}

interface World {
  bench: Bench;
  services: Services;
  sink: Sink;
}

/** Workers as in production: the backlog is committed at once, they relay, queue, send and record it. */
export async function startWorkers({ bench, services, sink }: World, count: number): Promise<Senders> {
  const children = await startAll(bench.folder, 'worker', '../src/worker.js', count, {
    NODE_ENV: 'production',
    DATABASE_URL: services.postgresUrl,
    REDIS_URL: services.redisUrl,
    SMTP_URL: sink.url,
    MAIL_FROM: `Isobar <no-reply@${domain}>`,
    EMAIL_CONCURRENCY: String(connections),
  });
  return {
    children,
    send: async (prefix, mails) => addBacklog(services.database, prefix, mails),
    settle: async () => services.settle(60),
  };
}

/** The limit: as many processes, each with a pool of nodemailer's and its share of the messages, rendered ahead. */
export async function startBarePools({ bench, sink }: World, count: number): Promise<Senders> {
  const children = await startAll(bench.folder, 'bare-pool', 'mail/bare-pool.js', count, { SMTP_URL: sink.url, EMAIL_CONCURRENCY: String(connections) });
  const render = await loadTemplate<{ displayName: string; url: string; linkHours: number }>('welcome-email');
  let sending = Promise.resolve<unknown>(undefined);
  return {
    children,
    send: async (prefix, mails) => {
      const promised = madeUp(prefix, mails);
      const messages = promised.map(({ id, email }, n) => ({
        from: `Isobar <no-reply@${domain}>`,
        to: email,
        subject: 'Welcome to Isobar',
        ...render({
          subject: 'Welcome to Isobar',
          displayName: `Person ${n + 1}`,
          url: `http://localhost:3000/verify-email/${randomBytes(32).toString('base64url')}`,
          linkHours: 24,
        }),
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      }));
      await Promise.all(children.map(async (child, n) => child.ask('prepare', messages.filter((_, index) => index % count === n))));
      sending = Promise.all(children.map(async (child) => child.ask('send')));
      return promised;
    },
    settle: async () => { await sending; },
  };
}

async function startAll(folder: string, name: string, script: string, count: number, environment: Record<string, string>): Promise<Child[]> {
  return Promise.all(Array.from({ length: count }, async (_, n) => Child.start(`${name} ${n + 1} of ${count}`, { script, folder, environment })));
}
