import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const chaos = fileURLToPath(new URL('../dist/chaos/chaos.js', import.meta.url));
const timeout = 290_000;

it('npm run chaos -- --quick loses and repeats no mail, and loses and reorders no event, whatever is killed or cut', async () => {
  const run = promisify(execFile);
  const { stdout: names } = await run(process.execPath, [chaos, '--list']);

  // Whoever exits with another status than 0 is thrown with all that it printed.
  const { stdout: table } = await run(process.execPath, [chaos, '--quick'], { timeout });

  expect(table.match(/ held\|$/gm)).toHaveLength(names.trim().split('\n').length);
}, timeout + 10_000);
