import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine } from '../bench/machine.js';
import { table } from '../bench/table.js';
import { readCommandLine, refuseCommandLine } from '../src/platform/process/command-line.js';
import { type Finding, type Tally, fuzz } from './campaign.js';
import { World } from './world.js';

const usage = `Usage: npm run fuzz [-- --requests 100000] [-- --seed N]
Asks a real API process whatever its OpenAPI document allows and does not allow, and checks every answer. The same seed asks the same.\n`;
const page = fileURLToPath(new URL('../../docs/fuzz.md', import.meta.url));
const full = 100_000;
/** Requests after which the process has seen everything, before its memory is looked at for the first time. */
const warmUp = 5_000;
/** How much more heap it may need in the end. */
const growth = 0.2;
/** An answer that takes longer is a finding. */
const longestMs = 5_000;
const shown = 20;

const { values } = readCommandLine(usage, {
  options: { requests: { type: 'string', default: String(full) }, seed: { type: 'string', default: String(randomInt(2 ** 31)) } },
});
const [requests, seed] = [Number(values.requests), Number(values.seed)];
if (!Number.isSafeInteger(requests) || requests < 1 || !Number.isSafeInteger(seed)) refuseCommandLine(usage, '--requests and --seed must be whole numbers');
await main();

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'isobar-fuzz-'));
  const world = await World.start(folder);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  try {
    say(`Seed ${seed}; the process is ${world.api.pid ?? 'gone'}.`);
    const campaign = { url: world.url, longestMs, tokenOf: world.tokenOf.bind(world) };
    await fuzz({ ...campaign, requests: Math.min(warmUp, requests), seed });
    const before = await world.api.memory();
    const from = performance.now();
    const { findings, tallies } = await fuzz({
      ...campaign,
      requests,
      seed: seed + 1,
      tell: (done) => {
        if (done % 10_000 === 0) say(`${done} of ${requests} requests`);
      },
    });
    const seconds = (performance.now() - from) / 1000;
    const after = await world.api.memory();
    const alive = (await fetch(`${world.url}/health/live`)).ok;
    const text = report({ findings, tallies, seconds, before: before.heap, after: after.heap, alive });
    say(text);
    for (const finding of findings.slice(0, shown)) say(JSON.stringify(finding));
    if (requests === full) await writeFile(page, `${text}\n`);
    process.exitCode = findings.length === 0 && alive && after.heap <= before.heap * (1 + growth) ? 0 : 1;
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function report({
  findings,
  tallies,
  seconds,
  before,
  after,
  alive,
}: {
  findings: Finding[];
  tallies: Tally[];
  seconds: number;
  before: number;
  after: number;
  alive: boolean;
}): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return [
    '# Requests made from the OpenAPI document',
    '',
    `${requests} requests with seed ${seed}, 32 at a time, in ${Math.round(seconds)} s: **${findings.length} findings**. A finding is an answer that took longer than ${longestMs / 1000} s, a 5xx that`,
    'nobody explains, a status that the document does not have, a success that does not fit its schema or for a body that fits none, an error that is no valid problem document, or',
    `one without \`X-Process-Time\` or \`X-Request-Id\`. The process is ${alive ? 'the same one as at the beginning' : 'gone'}; its heap was ${megabytes(before)} MB after ${warmUp} requests, and is ${megabytes(after)} MB.`,
    '',
    table(
      ['operation', 'requests:', 'below 400:', 'refused:', 'findings:'],
      tallies.map(({ operation, requests: all, good, refused, findings: bad }) => [`\`${operation}\``, all, good, refused, bad]),
    ),
    '',
    machine(),
  ].join('\n');
}
