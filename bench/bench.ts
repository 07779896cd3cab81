import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataFolder } from '../src/platform/embedded/data-folder.js';
import { guard } from './guard/guard.js';
import { http } from './http/http.js';
import { mail } from './mail/mail.js';
import { readArguments } from './options.js';
import { outbox } from './outbox/outbox.js';
import type { Part } from './part.js';
import { realtime } from './realtime/realtime.js';
import { registration } from './registration/registration.js';
import { signIn } from './sign-in/sign-in.js';
import { weather } from './weather/weather.js';

const all = { http, mail, registration, 'sign-in': signIn, guard, outbox, weather, realtime } satisfies Record<string, Part>;
const output = fileURLToPath(new URL('../../docs/bench/', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

const interruption = new AbortController();
const interrupted = once(interruption.signal, 'abort').then(() => { throw new Error('The bench was interrupted.'); });
interrupted.catch(() => undefined);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { interruption.abort(); });

const { parts, options } = readArguments(Object.keys(all) as (keyof typeof all)[]);
await mkdir(output, { recursive: true });
try {
  for (const name of parts) await measure(name, all[name]);
} catch (error) {
  if (!interruption.signal.aborted) throw error;
  process.exit(130);
}

/** Runs one part and writes what it found; in the end, and when it is interrupted, everything that it started is stopped, and its folder deleted. */
async function measure(name: string, part: Part): Promise<void> {
  say(`\n${name}: starting PostgreSQL and Redis …`);
  const { path: folder } = await openDataFolder(join(tmpdir(), `isobar-bench-${randomBytes(6).toString('hex')}`));
  const stops = [async () => rm(folder, { recursive: true, force: true })];
  try {
    const found = part({ options, folder, say, atEnd: (stop) => { stops.unshift(stop); } });
    const { page, charts } = await Promise.race([found, interrupted]);
    await writeFile(join(output, `${name}.md`), `${page}\n`);
    for (const [file, svg] of Object.entries(charts)) await writeFile(join(output, file), svg);
    say(`\n${page}\n\nCharts and table: ${output}`);
  } finally {
    for (const stop of stops) await stop();
  }
}
