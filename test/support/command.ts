import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectFolder } from './service-process.js';
import type { Service } from './service.js';

export interface Outcome {
  code: number | null;
  output: string;
}

/** Runs a command as `npm run` would, for this service; `input` is piped into it. */
export async function runCommand(
  service: Service,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<Outcome> {
  const child = spawn(process.execPath, [`${projectFolder}/dist/src/commands/${command}.js`, ...args], {
    env: { ...service.environment, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  const [[code], ...printed] = await Promise.all([once(child, 'close') as Promise<[number | null]>, text(child.stdout!), text(child.stderr!)]);
  return { code, output: printed.join('') };
}
