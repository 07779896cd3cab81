import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const script = fileURLToPath(new URL('./list-routes.mjs', import.meta.url));

/** Every route of the API's controllers, as `GET /users/:id`. */
export async function routesOfControllers(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return z.array(z.string()).parse(JSON.parse(stdout));
}
