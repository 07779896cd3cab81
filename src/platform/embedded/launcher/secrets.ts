import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type DataFolder } from '../data-folder.js';
import { errorCode } from '../error-code.js';
import { writePrivateFile } from '../private-file.js';
import { StartupError } from '../../process/startup-error.js';

const secretsSchema = z.object({
  /** Of the embedded PostgreSQL and Redis. */
  password: z.string().min(16),
  /** Signs tokens in development, so that they outlive a restart. */
  jwtSecret: z.string().min(32),
});

export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of this data folder, made up at first use.
 * @throws StartupError when the file is there but cannot be used
 */
export async function loadSecrets(folder: DataFolder): Promise<Secrets> {
  const path = folder.at('secrets.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new StartupError(`${path} cannot be read (${errorCode(error) ?? String(error)}). Make it yours, or name another folder in DATA_DIR.`);
  });
  if (text !== undefined) return parse(text, path);
  const made: Secrets = { password: randomBytes(24).toString('base64url'), jwtSecret: randomBytes(48).toString('base64url') };
  await writePrivateFile(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

function parse(text: string, path: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    throw new StartupError(`${path} is damaged. Restore it; or delete the whole data folder to start afresh, which loses its data.`);
  }
}
