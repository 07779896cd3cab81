import { parseArgs } from 'node:util';

export const usage = `Usage: npm run chaos -- [--quick] [--list] [--registrations <n>] [--blows <n>] [--clients <n>] [--cuts <n>] [--kills <n>] [word ...]
Plays the scenarios whose names contain one of the words, else all: those of mail by registrations and blows, realtime by clients, cuts and kills.
The full form of all of a kind writes its page of docs/chaos.\n`;

const sizes = ['registrations', 'blows', 'clients', 'cuts', 'kills'] as const;

/** How much of a scenario is played: the full form or the quick one that the tests run, with what the command line changes of it. */
export interface Form {
  quick: boolean;
  changes: Partial<Record<(typeof sizes)[number], number>>;
}

/** @throws when an option is not known, or a size is no whole number above 0 */
export function readArguments(): { form: Form; words: string[]; list: boolean; help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  const size = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { quick: flag, list: flag, help: flag, registrations: size, blows: size, clients: size, cuts: size, kills: size },
    allowPositionals: true,
  });
  const changes: Form['changes'] = {};
  for (const name of sizes) {
    const text = values[name];
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number above 0.`);
    changes[name] = Number(text);
  }
  return { form: { quick: values.quick, changes }, words: positionals, list: values.list, help: values.help };
}

export function extentOf<Extent>({ quick, full }: { quick: Extent; full: Extent }, form: Form): Extent {
  return { ...(form.quick ? quick : full), ...form.changes };
}
