import type { CrashOrder, CrashPoint } from './crash-points.js';

/*
 * Loaded before an entry (`node --import`). Upon an order it wraps a method of the product's own classes, so that the product needs no
 * hooks: the process kills itself, as kill -9 would, when it comes to the named point for the n-th time.
 */

type Method = (this: unknown, ...values: unknown[]) => Promise<unknown>;
interface Class {
  prototype: object;
}

// Imported when they are wanted: by then the entry has loaded them, and these are its very classes.
const classes = {
  outbox: async (): Promise<Class> => (await import('../src/platform/queue/outbox.js')).Outbox,
  mailer: async (): Promise<Class> => (await import('../src/platform/mail/mailer.js')).Mailer,
  dataSource: async (): Promise<Class> => (await import('typeorm')).DataSource,
  queue: async (): Promise<Class> => (await import('bull')).default,
};

const points: Record<CrashPoint, { owner: () => Promise<Class>; method: string; when: 'before' | 'after' }> = {
  'API before commit': { owner: classes.outbox, method: 'add', when: 'after' },
  'API after commit': { owner: classes.dataSource, method: 'transaction', when: 'after' },
  'relay before add': { owner: classes.outbox, method: 'claim', when: 'after' },
  'relay after add': { owner: classes.queue, method: 'addBulk', when: 'after' },
  'relay after mark': { owner: classes.outbox, method: 'confirm', when: 'after' },
  'worker before send': { owner: classes.mailer, method: 'send', when: 'before' },
  'worker after send': { owner: classes.mailer, method: 'send', when: 'after' },
  'worker after record': { owner: classes.outbox, method: 'complete', when: 'after' },
};

process.on('message', ({ point, pass }: CrashOrder) => { obey(point, pass).catch(end); });

async function obey(point: CrashPoint, pass: number): Promise<void> {
  const { owner, method: name, when } = points[point];
  const { prototype } = await owner();
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw new Error(`There is no method ${name} to crash at.`);
  let passesLeft = pass;
  const passOnce = () => {
    passesLeft -= 1;
    if (passesLeft === 0) process.kill(process.pid, 'SIGKILL');
  };
  const wrapped: Method = async function (...values) {
    if (when === 'before') passOnce();
    const result = await (method as Method).apply(this, values);
    // A relay that found nothing to claim has nothing to lose.
    if (when === 'after' && !(Array.isArray(result) && result.length === 0)) passOnce();
    return result;
  };
  Reflect.set(prototype, name, wrapped);
}

/** A point that is no longer there must not let a scenario pass unharmed. */
function end(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
