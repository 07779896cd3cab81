import { randomBytes } from 'node:crypto';
import { freePort } from '../../src/platform/embedded/free-port.js';
import { Sink } from '../mail/sink.js';
import type { Bench } from '../part.js';
import { Child } from '../processes/child.js';
import { Services } from '../processes/services.js';
import { People } from './people.js';

const settleWithinSeconds = 180;

/** Hashes as the service makes them, or such as cost nothing, so that the mail's way is measured and not argon2. */
export const hashes = {
  'argon2id as by default': {},
  'cheapest argon2id': { PASSWORD_HASH_MEMORY_KIB: '8', PASSWORD_HASH_ITERATIONS: '1' },
} satisfies Record<string, Record<string, string>>;

/** One API and one worker as in production, a mail server, and people. */
export interface Service {
  services: Services;
  sink: Sink;
  people: People;
  /** Waits until every mail is sent. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
}

/** What stays while the API and the worker are started anew with other settings. */
export async function startSurroundings({ folder, atEnd }: Bench): Promise<{ services: Services; sink: Sink }> {
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const sink = await Sink.start(folder);
  atEnd(async () => sink.stop());
  return { services, sink };
}

export async function startService({ folder, atEnd }: Bench, { services, sink }: { services: Services; sink: Sink }, hash: Record<string, string>): Promise<Service> {
  const port = await freePort(0);
  const environment = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: services.postgresUrl,
    REDIS_URL: services.redisUrl,
    SMTP_URL: sink.url,
    JWT_SECRET: randomBytes(32).toString('hex'),
    RATE_LIMIT: 'off',
    ...hash,
  };
  const api = await Child.start('api', { script: '../src/main.js', folder, environment });
  const worker = await Child.start('worker', { script: '../src/worker.js', folder, environment });
  const people = new People(`http://127.0.0.1:${port}`);
  const stop = async () => {
    people.leave();
    await Promise.all([api.stop(), worker.stop()]);
  };
  atEnd(stop);
  return { services, sink, people, settle: async () => services.settle(settleWithinSeconds), stop };
}
