import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LauncherEnvironment } from '../../config/launcher-environment.js';
import { type ConsoleOutput } from './console-output.js';
import { type DataFolder } from '../data-folder.js';
import { type ServiceUrls } from '../embedded-services.js';
import { freePort } from '../free-port.js';
import { startNodeProcess } from '../process/node-process.js';
import { runCommand } from '../process/run-command.js';
import { type Secrets } from './secrets.js';
import { type Supervised } from './supervisor.js';

/** The folder of package.json, where every process of ours runs. */
export const projectFolder = fileURLToPath(new URL('../../../../..', import.meta.url));
const compiled = fileURLToPath(new URL('../../..', import.meta.url));

export interface ApplicationPlan {
  launcher: LauncherEnvironment;
  folder: DataFolder;
  secrets: Secrets;
  services: ServiceUrls;
  output: ConsoleOutput;
}

/** The service itself: its address as this machine reaches it, its one-off commands, and its two kinds of process. */
export interface Application {
  apiUrl: string;
  /** Where the worker tells its health and metrics. */
  workerUrl: string;
  /** @throws CommandFailed */
  command: (title: string, name: string, args: readonly string[], signal: AbortSignal) => Promise<string>;
  api: Supervised;
  worker: Supervised;
}

/**
 * Settles the API's port, stepping around a taken one, and with it the environment of every process.
 * @throws StartupError when nothing can listen there
 */
export async function planApplication({ launcher: { config, variables, isSet }, folder, secrets, services, output }: ApplicationPlan): Promise<Application> {
  const port = await freePort(config.PORT, { host: config.HOST });
  const operationsPort = await freePort(config.OPERATIONS_PORT ?? port + 1, { host: config.HOST });
  const [apiUrl, workerUrl] = [port, operationsPort].map((at) => `http://${urlHost(config.HOST)}:${at}`) as [string, string];
  const environment = {
    ...variables,
    NODE_ENV: config.NODE_ENV,
    PORT: String(port),
    OPERATIONS_PORT: String(operationsPort),
    PUBLIC_URL: isSet('PUBLIC_URL') ? config.PUBLIC_URL : apiUrl,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    SMTP_URL: services.smtpUrl,
    DATA_DIR: folder.path,
    // Production has its own, or its environment would not have been accepted.
    JWT_SECRET: isSet('JWT_SECRET') ? variables.JWT_SECRET : secrets.jwtSecret,
  };
  const supervised = (title: string, file: string): Supervised => {
    const program = { name: title, script: join(compiled, file), cwd: projectFolder, environment, folder, output: output.follower(title.toLowerCase()) };
    return { name: title, start: async (signal) => startNodeProcess(program, signal) };
  };
  return {
    apiUrl,
    workerUrl,
    command: async (title, name, args, signal) => {
      const script = join(compiled, 'commands', `${name}.js`);
      const { stdout } = await runCommand(process.execPath, ['--enable-source-maps', script, ...args], { title, cwd: projectFolder, environment, signal });
      return stdout.trim();
    },
    api: supervised('API', 'main.js'),
    worker: supervised('Worker', 'worker.js'),
  };
}

function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
