import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { projectFolder } from './support/service-process.js';

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
const commands = ['migrate', 'admin', 'seed', 'email', 'weather:probe', 'bench', 'chaos', 'fuzz'] as const;

/** The command as its npm script names it, where there is nothing to connect to. */
async function run(command: (typeof commands)[number], ...args: string[]) {
  const { scripts } = manifest.parse(JSON.parse(await readFile(`${projectFolder}/package.json`, 'utf8')));
  const [, script = ''] = /(dist\/\S+)$/.exec(scripts[command] ?? '') ?? [];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], out, err] = await Promise.all([once(child, 'close') as Promise<[number | null]>, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

describe.each(commands)('npm run %s', (command) => {
  it('explains itself when it is asked to, and does nothing else', async () => {
    expect(await run(command, '--help')).toEqual({ code: 0, out: expect.stringMatching(new RegExp(`^Usage: npm run ${command}\\b.*\\n.+`)), err: '' });
  });

  it('says which option it does not know, and explains itself', async () => {
    expect(await run(command, '--nonsense')).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(new RegExp(`^Unknown option '--nonsense'\\.\\nUsage: npm run ${command}\\b`)),
    });
  });
});

it.each([
  ['bench', 'There is no part nonsense', /Parts: .*http, mail/],
  ['chaos', 'No scenario is called nonsense', /^ {2}worker killed$/m],
] as const)('npm run %s names what it knows when it is asked for something else', async (command, objection, known) => {
  const { code, err } = await run(command, 'nonsense');

  expect([code, err]).toEqual([2, expect.stringContaining(objection)]);
  expect(err).toMatch(known);
});
