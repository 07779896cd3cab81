import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.js';
import { StartupError } from '../process/startup-error.js';

/** The folder that holds everything the embedded services keep. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Tells this folder from any other on the machine; twelve hexadecimal digits. */
  readonly id: string;
  /** The path of something inside. */
  at(name: string): string;
}

/**
 * Opens the folder, making it when there is none.
 * @throws StartupError when it cannot be made or written to
 */
export async function openDataFolder(directory: string): Promise<DataFolder> {
  try {
    const made = await mkdir(directory, { recursive: true });
    // Others may pass through, as the account that runs PostgreSQL must, but not look around; every file inside has its own mode.
    if (made !== undefined) await chmod(directory, 0o711);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return describe(await realpath(directory));
  } catch (error) {
    throw new StartupError(`The data folder ${directory} cannot be used (${errorCode(error) ?? String(error)}). Make it yours, or name another in DATA_DIR.`);
  }
}

function describe(path: string): DataFolder {
  const id = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return { path, id, at: (name) => join(path, name) };
}
