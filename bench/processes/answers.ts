import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

export interface Answer {
  id: number;
  value: unknown;
}

/** Of a process; in bytes. */
export interface Memory {
  heap: number;
  rss: number;
}

/**
 * Answers the parent's questions by name; every process of the bench tells its processor time, in microseconds, as `cpu`, and as `memory`
 * what it needs when its garbage is collected. It ends with its parent.
 */
export function answer(handlers: Record<string, (argument: never) => unknown>): void {
  const all: Record<string, (argument: never) => unknown> = {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    memory: async () => {
      // What one collection finds unused may hold more that the next can free.
      for (let collections = 0; collections < 3; collections++) {
        globalThis.gc?.();
        await nextTurn();
      }
      const { heapUsed, rss } = process.memoryUsage();
      return { heap: heapUsed, rss } satisfies Memory;
    },
    ...handlers,
  };
  const reply = async ({ id, name, argument }: Question) => {
    if (!(name in all)) return;
    const value = await all[name]?.(argument as never);
    process.send?.({ id, value } satisfies Answer);
  };
  process.once('disconnect', () => { process.exit(); });
  process.on('message', (question: Question) => {
    reply(question).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
}
