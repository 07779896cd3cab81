import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const chaos = fileURLToPath(new URL('../dist/chaos/chaos.js', import.meta.url));
const timeout = 170_000;

describe('npm run chaos -- --quick', () => {
  it.each(['worker killed', 'finished jobs', 'PostgreSQL restarted'])('loses and repeats no mail: %s', async (scenario) => {
    const { stdout } = await promisify(execFile)(process.execPath, [chaos, '--quick', scenario], { timeout });

    expect(stdout).toContain('held');
    expect(stdout).not.toContain('BROKEN');
  }, timeout + 5_000);
});
