import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './support/service-process.js';

const read = async (path: string) => readFile(join(projectFolder, path), 'utf8');
const reference = /`([\w./-]+\.(?:e2e-)?spec\.ts)` "([^"]+)"/g;
const owasp = Array.from({ length: 10 }, (_, n) => `API${n + 1}`);
const asvs = Array.from({ length: 17 }, (_, n) => `V${n + 1}`);

/** The cells of each row of the page's tables, without their heads. */
async function rows(): Promise<string[][]> {
  const lines = (await read('docs/security.md')).split('\n').filter((line) => /^\| (?:API|V)\d/.test(line));
  return lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

describe('docs/security.md', () => {
  it('has a row for each risk and chapter', async () => {
    expect((await rows()).map(([name = '']) => name.split(' ')[0])).toEqual([...owasp, ...asvs]);
  });

  it('names tests that are there in each row, or why it does not apply', async () => {
    for (const [name = '', where = '', tests = ''] of await rows()) {
      const named = [...tests.matchAll(reference)];
      if (named.length === 0) expect([name, where]).toEqual([name, expect.stringMatching(/^not applicable: .{20,}/)]);
      for (const [, file = '', title = ''] of named) {
        const text = await read(file.includes('/') ? file : `test/${file}`);
        expect({ name, file, title, there: text.replaceAll("\\'", "'").includes(title) }).toMatchObject({ there: true });
      }
    }
  });
});
