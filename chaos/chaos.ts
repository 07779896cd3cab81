import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mail } from './mail/mail.js';
import { matches, readArguments } from './options.js';
import { withProgress } from './progress.js';
import { realtime } from './realtime/realtime.js';
import { page, table } from './report.js';
import type { Outcome, Part, Scenario } from './scenario.js';
import { World } from './world.js';

const parts: Part[] = [mail, realtime];
const output = fileURLToPath(new URL('../../docs/chaos/', import.meta.url));
/** Quick scenarios mostly wait, so several worlds are played side by side. */
const lanes = { quick: 3, full: 1 };

const { form, words, list } = readArguments(parts.flatMap(({ scenarios }) => scenarios.map(({ name }) => name)));
const isChosen = ({ name }: Scenario) => words.length === 0 || words.some((word) => matches(name, word));
const chosen = parts.flatMap((part) => part.scenarios.filter(isChosen).map((scenario) => ({ part, scenario })));
const open = new Set<Promise<World>>();
let interruption: Promise<unknown> | undefined;

if (list) process.stdout.write(chosen.map(({ scenario }) => `${scenario.name}\n`).join(''));
else await main().catch(async (error: unknown) => { if (interruption) await interruption; else throw error; });

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
  const waiting = [...chosen];
  const outcomes = new Map<Scenario, Outcome>();
  const lane = async () => {
    let building: Promise<World> | undefined;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { part, scenario } = next;
      building ??= build();
      const world = await building;
      await world.begin();
      const outcome = await withProgress(scenario.name, async (tell) => scenario.play(world, form, tell));
      outcomes.set(scenario, outcome);
      if (outcome.faults.length === 0) continue;
      // The next scenario is not to suffer from what this one left behind.
      process.stdout.write(`${table(part, [outcome])}\nThe logs are in ${world.folder.path}\n`);
      await close(building, true);
      building = undefined;
    }
    if (building) await close(building, false);
  };
  await Promise.all(Array.from({ length: form.quick ? lanes.quick : lanes.full }, lane)).finally(closeAll);

  for (const part of parts) await tell(part, part.scenarios.flatMap((scenario) => outcomes.get(scenario) ?? []));
  const all = [...outcomes.values()];
  process.exitCode = all.length > 0 && all.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

/** Prints what was played of a part; the full form of all of it is written down. */
async function tell(part: Part, outcomes: Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  process.stdout.write(`${table(part, outcomes)}\n`);
  if (form.quick || outcomes.length < part.scenarios.length || Object.keys(form.changes).length > 0) return;
  await mkdir(output, { recursive: true });
  await writeFile(join(output, part.page), `${page(part, outcomes)}\n`);
  for (const [file, svg] of outcomes.flatMap(({ charts = {} }) => Object.entries(charts))) await writeFile(join(output, file), svg);
}

async function build(): Promise<World> {
  const building = World.build();
  open.add(building);
  return building;
}

async function close(building: Promise<World>, keepLogs: boolean): Promise<void> {
  open.delete(building);
  await (await building).tearDown({ keepLogs });
}

function interrupted(): void {
  const exit = () => process.exit(130);
  interruption ??= closeAll().then(exit, exit);
}

async function closeAll(): Promise<void> {
  await Promise.all([...open].map(async (building) => close(building, false)));
}
