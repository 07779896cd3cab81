import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { processEnvironment } from './config.js';

const running = z.record(z.string(), z.string());

/**
 * A command's environment: the process's own, and for each service URL that it leaves open the one that a running `npm start` wrote
 * to `services.json` in the data folder.
 */
export function commandEnvironment(): NodeJS.ProcessEnv {
  const own = processEnvironment();
  const file = join(own.DATA_DIR || '.data', 'services.json');
  if (!existsSync(file)) return own;
  return { ...running.catch({}).parse(JSON.parse(readFileSync(file, 'utf8'))), ...own };
}
