import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataFolder } from '../src/platform/embedded/data-folder.js';
import { http } from './http/http.js';
import { mail } from './mail/mail.js';
import { readArguments } from './options.js';
import { outbox } from './outbox/outbox.js';
import type { Part } from './part.js';
import { registration } from './registration/registration.js';
import { signIn } from './sign-in/sign-in.js';
import { weather } from './weather/weather.js';

const all = { http, mail, registration, 'sign-in': signIn, outbox, weather } satisfies Record<string, Part>;
const output = fileURLToPath(new URL('../../docs/bench/', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

const { parts, options } = readArguments(Object.keys(all) as (keyof typeof all)[]);
await mkdir(output, { recursive: true });
for (const name of parts) await measure(name, all[name]);

/** Runs one part and writes what it found; in the end everything that it started is stopped, and its folder deleted. */
async function measure(name: string, part: Part): Promise<void> {
  say(`\n${name}: starting PostgreSQL and Redis …`);
  const { path: folder } = await openDataFolder(join(tmpdir(), `isobar-bench-${randomBytes(6).toString('hex')}`));
  const stops = [async () => rm(folder, { recursive: true, force: true })];
  try {
    const { page, charts } = await part({ options, folder, say, atEnd: (stop) => { stops.unshift(stop); } });
    await writeFile(join(output, `${name}.md`), `${page}\n`);
    for (const [file, svg] of Object.entries(charts)) await writeFile(join(output, file), svg);
    say(`\n${page}\n\nCharts and table: ${output}`);
  } finally {
    for (const stop of stops) await stop();
  }
}
