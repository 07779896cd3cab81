import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.js';

/** Injection token of the secret out of which the service's keys are made. */
export const SERVICE_SECRET = Symbol('SERVICE_SECRET');

/**
 * JWT_SECRET; in development, where it may be absent, one made at random and kept in the data folder, so that tokens outlive a
 * restart and every process signs alike. The environment is refused without one in production, so this never happens there.
 */
export async function loadServiceSecret(config: Pick<Config, 'JWT_SECRET' | 'DATA_DIR'>): Promise<string> {
  if (config.JWT_SECRET) return config.JWT_SECRET;
  const file = join(config.DATA_DIR, 'jwt-secret');
  const draft = `${file}.${randomUUID()}`;
  await mkdir(config.DATA_DIR, { recursive: true });
  await writeFile(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  // A link appears with all of its content or not at all: whoever comes second never reads half a secret.
  await link(draft, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}
