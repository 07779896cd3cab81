import { readCommandLine, refuseCommandLine } from '../src/platform/process/command-line.js';

const usage = (
  names: readonly string[],
) => `Usage: npm run chaos -- [--quick] [--list] [--registrations <n>] [--blows <n>] [--clients <n>] [--cuts <n>] [--kills <n>] [word ...]
Plays the scenarios whose names contain one of the words, else all: those of mail by registrations and blows, realtime by clients, cuts and kills.
The full form of all of a kind writes its page of docs/chaos. The scenarios:
${names.map((name) => `  ${name}\n`).join('')}`;

const sizes = ['registrations', 'blows', 'clients', 'cuts', 'kills'] as const;

/** How much of a scenario is played: the full form or the quick one that the tests run, with what the command line changes of it. */
export interface Form {
  quick: boolean;
  changes: Partial<Record<(typeof sizes)[number], number>>;
}

/** `words` are each a part of one of the names; the process ends when one is not, an option is not known, or a size is no whole number above 0. */
export function readArguments(names: readonly string[]): { form: Form; words: string[]; list: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  const size = { type: 'string' } as const;
  const { values, positionals } = readCommandLine(usage(names), {
    options: { quick: flag, list: flag, registrations: size, blows: size, clients: size, cuts: size, kills: size },
    allowPositionals: true,
  });
  const changes: Form['changes'] = {};
  for (const name of sizes) {
    const text = values[name];
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,8}$/.test(text)) refuseCommandLine(usage(names), `--${name} must be a whole number above 0`);
    changes[name] = Number(text);
  }
  const unknown = positionals.find((word) => !names.some((name) => matches(name, word)));
  if (unknown !== undefined) refuseCommandLine(usage(names), `No scenario is called ${unknown}`);
  return { form: { quick: values.quick, changes }, words: positionals, list: values.list };
}

/** Whether a scenario of this name is meant by the word. */
export function matches(name: string, word: string): boolean {
  return name.toLowerCase().includes(word.toLowerCase());
}

export function extentOf<Extent>({ quick, full }: { quick: Extent; full: Extent }, form: Form): Extent {
  return { ...(form.quick ? quick : full), ...form.changes };
}
