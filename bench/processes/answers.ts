export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

export interface Answer {
  id: number;
  value: unknown;
}

/** Answers the parent's questions by name; every process of the bench tells its processor time, in microseconds, as `cpu`. */
export function answer(handlers: Record<string, (argument: never) => unknown>): void {
  const all: Record<string, (argument: never) => unknown> = {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    ...handlers,
  };
  const reply = async ({ id, name, argument }: Question) => {
    if (!(name in all)) return;
    const value = await all[name]?.(argument as never);
    process.send?.({ id, value } satisfies Answer);
  };
  process.on('message', (question: Question) => {
    reply(question).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
}
