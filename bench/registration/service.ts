import { Sink } from '../mail/sink.js';
import type { Bench } from '../part.js';
import { Child } from '../processes/child.js';
import { productOver } from '../processes/product.js';
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

export async function startService(
  { folder, atEnd }: Bench,
  { services, sink }: { services: Services; sink: Sink },
  hash: Record<string, string>,
): Promise<Service> {
  const { address, environment } = await productOver(services, { SMTP_URL: sink.url, ...hash });
  const api = await Child.start('api', { script: '../src/main.js', folder, environment });
  const worker = await Child.start('worker', { script: '../src/worker.js', folder, environment });
  const people = new People(`http://${address}`);
  const stop = async () => {
    people.leave();
    await Promise.all([api.stop(), worker.stop()]);
  };
  atEnd(stop);
  return { services, sink, people, settle: async () => services.settle(settleWithinSeconds), stop };
}
