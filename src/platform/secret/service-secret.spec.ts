import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadServiceSecret } from './service-secret.js';

describe('loadServiceSecret', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'isobar-secret-')); });
  afterEach(async () => rm(folder, { recursive: true }));

  it('is the one that is set', async () => {
    expect(await loadServiceSecret({ JWT_SECRET: 'given', DATA_DIR: folder })).toBe('given');
  });

  it('is otherwise made once, the same for all who ask, and for nobody else to read', async () => {
    const DATA_DIR = join(folder, 'data');

    const secrets = await Promise.all(Array.from({ length: 5 }, async () => loadServiceSecret({ JWT_SECRET: undefined, DATA_DIR })));

    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]?.length).toBeGreaterThanOrEqual(64);
    expect((await stat(join(DATA_DIR, 'jwt-secret'))).mode & 0o077).toBe(0);
  });
});
