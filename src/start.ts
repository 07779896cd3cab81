import { launcherEnvironment } from './platform/config/launcher-environment.js';
import { planApplication, projectFolder } from './platform/embedded/launcher/application.js';
import { ConsoleOutput } from './platform/embedded/launcher/console-output.js';
import { openDataFolder } from './platform/embedded/data-folder.js';
import { startServices } from './platform/embedded/embedded-services.js';
import { explainFailure } from './platform/embedded/launcher/failure.js';
import { takeLauncherLock } from './platform/embedded/launcher/launcher-lock.js';
import { stopLeftoverNodeProcesses } from './platform/embedded/process/node-process.js';
import { showOverview } from './platform/embedded/launcher/overview.js';
import { loadSecrets } from './platform/embedded/launcher/secrets.js';
import { removeServiceAddresses, writeServiceAddresses } from './platform/embedded/launcher/service-addresses.js';
import { ShutdownRequest } from './platform/embedded/launcher/shutdown-request.js';
import { Supervisor } from './platform/embedded/launcher/supervisor.js';
import { readCommandLine } from './platform/process/command-line.js';

readCommandLine(
  'Usage: npm start\nStarts everything on this machine. It takes no arguments: see .env.example for what can be set by environment variables or in .env.\n',
  {},
);

const output = new ConsoleOutput(process.stdout);
const shutdown = new ShutdownRequest().onSignals();
const signal = shutdown.requested;

async function launch(): Promise<void> {
  process.chdir(projectFolder);
  const launcher = launcherEnvironment();
  if (launcher.startedByNpm) shutdown.onParentGone();
  const folder = await openDataFolder(launcher.config.DATA_DIR);
  const lock = await takeLauncherLock(folder, () => { output.line('Waiting for the earlier start on this data folder to end.'); }, signal);
  const [servers, processes] = [new Supervisor(output, shutdown), new Supervisor(output, shutdown)];
  try {
    await output.step('Data folder', async () => { await stopLeftoverNodeProcesses(folder); });
    const secrets = await loadSecrets(folder);
    const services = await startServices({ launcher, folder, secrets, supervisor: servers, output }, signal);
    const application = await planApplication({ launcher, folder, secrets, services, output });
    await output.step('Migrations', async () => application.command('The migration', 'migrate', [], signal));
    const firstAdmin =
      launcher.config.NODE_ENV === 'production'
        ? ''
        : await application.command('Making the first admin', 'admin', ['create', '--email', 'admin@isobar.example', '--first'], signal);
    await output.step('API', async () => { await processes.run(application.api, signal); });
    await output.step('Worker', async () => { await processes.run(application.worker, signal); });
    await writeServiceAddresses(folder, {
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      SMTP_URL: services.smtpUrl,
      API_URL: application.apiUrl,
    });
    showOverview(output, {
      apiUrl: application.apiUrl,
      portNote: application.portNote,
      operationsUrls: application.operationsUrls,
      services,
      dataFolder: folder.path,
      firstAdmin,
    });
    await shutdown.wait();
  } finally {
    lock.announceEnd();
    await output.step('Stopping', async () => {
      await processes.stop(shutdown.hurried);
      await servers.stop(shutdown.hurried);
      await removeServiceAddresses(folder);
      await lock.release();
    });
  }
}

try {
  await launch();
} catch (error) {
  if (!signal.aborted) {
    const { message, exitCode } = explainFailure(error);
    console.error(`\n${message}`);
    shutdown.request(exitCode);
  }
}
process.exit(shutdown.exitCode);
