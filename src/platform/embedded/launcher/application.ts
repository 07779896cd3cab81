import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LauncherEnvironment } from '../../config/launcher-environment.js';
import { type ConsoleOutput } from './console-output.js';
import { type DataFolder } from '../data-folder.js';
import { type ServiceUrls } from '../embedded-services.js';
import { freePort, loopback } from '../free-port.js';
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
  /** Why the API is not at PORT; undefined when it is. */
  portNote: string | undefined;
  /** Where the API and the worker tell operators their health and metrics. */
  operationsUrls: { api: string; worker: string };
  /** @throws CommandFailed */
  command: (title: string, name: string, args: readonly string[], signal: AbortSignal) => Promise<string>;
  api: Supervised;
  worker: Supervised;
}

/**
 * Settles every port, stepping around those that are taken, and with it the environment of every process.
 * @throws StartupError when nothing can listen there
 */
export async function planApplication({ launcher: { config, variables, isSet }, folder, secrets, services, output }: ApplicationPlan): Promise<Application> {
  const port = await freePort(config.PORT, { host: config.HOST });
  const portNote =
    port === config.PORT
      ? undefined
      : `Port ${config.PORT} is taken by another program, so the API is at ${port}. Stop that program, or set PORT to a free one.`;
  if (portNote !== undefined) output.line(`  ${portNote}`);
  const workerPort = await freePort(config.OPERATIONS_PORT ?? port + 1, { host: config.HOST, avoid: [port] });
  const apiOperationsPort = await freePort(workerPort + 1, { host: config.HOST ?? loopback, avoid: [port] });
  const at = (which: number) => `http://${urlHost(config.HOST)}:${which}`;
  const apiUrl = at(port);
  const environment = {
    ...variables,
    NODE_ENV: config.NODE_ENV,
    PORT: String(port),
    PUBLIC_URL: isSet('PUBLIC_URL') ? config.PUBLIC_URL : apiUrl,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    SMTP_URL: services.smtpUrl,
    DATA_DIR: folder.path,
    // Production has its own, or its environment would not have been accepted.
    JWT_SECRET: isSet('JWT_SECRET') ? variables.JWT_SECRET : secrets.jwtSecret,
  };
  const supervised = (title: string, file: string, operationsPort: number): Supervised => {
    const own = { ...environment, OPERATIONS_PORT: String(operationsPort) };
    const program = { name: title, script: join(compiled, file), cwd: projectFolder, environment: own, folder, output: output.follower(title.toLowerCase()) };
    return { name: title, start: async (signal) => startNodeProcess(program, signal) };
  };
  return {
    apiUrl,
    portNote,
    operationsUrls: { api: at(apiOperationsPort), worker: at(workerPort) },
    command: async (title, name, args, signal) => {
      const script = join(compiled, 'commands', `${name}.js`);
      const { stdout } = await runCommand(process.execPath, ['--enable-source-maps', script, ...args], { title, cwd: projectFolder, environment, signal });
      return stdout.trim();
    },
    api: supervised('API', 'main.js', apiOperationsPort),
    worker: supervised('Worker', 'worker.js', workerPort),
  };
}

function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
