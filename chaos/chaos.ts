import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Outcome, judge } from './judge.js';
import { withProgress } from './progress.js';
import { report, table } from './report.js';
import type { Extent, Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { World } from './world.js';

const usage = `Usage: npm run chaos -- [--quick] [--list] [--registrations <n>] [--blows <n>] [word ...]
Plays the scenarios whose names contain one of the words, else all. The full form of all of them writes docs/chaos/results.md.\n`;
const output = fileURLToPath(new URL('../../docs/chaos/', import.meta.url));
/** Quick scenarios mostly wait, so several worlds are played side by side. */
const lanes = { quick: 3, full: 1 };

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    registrations: { type: 'string' },
    blows: { type: 'string' },
  },
  allowPositionals: true,
});
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.toLowerCase().includes(word.toLowerCase())));
const open = new Set<Promise<World>>();
let interruption: Promise<unknown> | undefined;

if (values.help) process.stdout.write(usage);
else if (values.list) process.stdout.write(chosen.map(({ name }) => `${name}\n`).join(''));
else await main().catch(async (error: unknown) => { if (interruption) await interruption; else throw error; });

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
  const waiting = [...chosen];
  const outcomes = new Map<Scenario, Outcome>();
  const lane = async () => {
    let building: Promise<World> | undefined;
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      building ??= build();
      const world = await building;
      await world.begin();
      const outcome = await withProgress(scenario.name, world, extentOf(scenario), play(scenario, world));
      outcomes.set(scenario, outcome);
      if (outcome.faults.length === 0) continue;
      // The next scenario is not to suffer from what this one left behind.
      process.stdout.write(`${table([outcome])}\nThe logs are in ${world.folder.path}\n`);
      await close(building, true);
      building = undefined;
    }
    if (building) await close(building, false);
  };
  await Promise.all(Array.from({ length: values.quick ? lanes.quick : lanes.full }, lane)).finally(closeAll);

  const inOrder = chosen.flatMap((scenario) => outcomes.get(scenario) ?? []);
  process.stdout.write(`${table(inOrder)}\n`);
  if (!values.quick && chosen.length === scenarios.length && values.registrations === undefined && values.blows === undefined) {
    await mkdir(output, { recursive: true });
    await writeFile(`${output}results.md`, `${report(inOrder)}\n`);
  }
  process.exitCode = inOrder.length > 0 && inOrder.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

function extentOf({ quick, full }: Scenario): Extent {
  const { registrations, blows } = values.quick ? quick : full;
  return { registrations: Number(values.registrations ?? registrations), blows: Number(values.blows ?? blows) };
}

async function play(scenario: Scenario, world: World): Promise<Outcome> {
  await scenario.run(world, extentOf(scenario)).catch((error: unknown) => world.faults.push(String(error)));
  return judge(scenario, extentOf(scenario), world);
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
