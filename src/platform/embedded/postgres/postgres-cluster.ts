import { chmod, chown, lstat, mkdir, readFile, realpath, rename, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canEnter, isRoot, unprivilegedAccount } from './account.js';
import { type DataFolder } from '../data-folder.js';
import { stopLeftovers } from '../process/leftovers.js';
import { findPostgresBinaries, outsideFolder, type PostgresBinaries } from './postgres-binaries.js';
import { type Account, CommandFailed, lastLines, runCommand } from '../process/run-command.js';
import { StartupError } from '../../process/startup-error.js';
import { isRunning, type StopStep } from '../process/stop-process.js';

/** The superuser of the cluster. */
export const postgresUser = 'isobar';

/** Fast shutdown, then immediate, then none. */
export const postgresStopSteps: readonly StopStep[] = [['SIGINT', 15], ['SIGQUIT', 5], ['SIGKILL', 5]];

/** A PostgreSQL data directory that is ready to be served, by nobody yet. */
export interface PostgresCluster {
  directory: string;
  binaries: PostgresBinaries;
  /** Who must run the server; undefined is ourselves. */
  account: Account | undefined;
}

/**
 * Finds the data directory below `<data folder>/postgres`, stops a server that was left running on it, or makes a new one.
 * @throws StartupError when it belongs to somebody else, or is of another PostgreSQL version
 */
export async function openCluster(folder: DataFolder, password: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PostgresCluster> {
  const link = folder.at('postgres');
  const directory = await existingCluster(link);
  const account = await accountFor(directory);
  const binaries = await findPostgresBinaries(account);
  if (directory === undefined) {
    const place = await choosePlace(folder, link, account);
    await initialize(place, { binaries, account, password, environment, signal });
    return { directory: await realpath(place), binaries, account };
  }
  await checkVersion(directory, binaries);
  if (account !== undefined && !(await canEnter(account, directory))) {
    throw new StartupError(
      `${directory} cannot be reached by the account that owns it (${account.uid}), which must run PostgreSQL. Open the folders above it to that account, or name another folder in DATA_DIR.`,
    );
  }
  await stopLeftoverServer(directory);
  return { directory, binaries, account };
}

async function existingCluster(link: string): Promise<string | undefined> {
  const directory = await realpath(link).catch(() => undefined);
  if (directory === undefined) return undefined;
  return stat(join(directory, 'PG_VERSION')).then(() => directory, () => undefined);
}

/** Root runs the server as whoever owns the data, so that both root and that user can start it; others run it as themselves. */
async function accountFor(directory: string | undefined): Promise<Account | undefined> {
  const owner = directory === undefined ? undefined : await stat(directory);
  if (isRoot()) return owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivilegedAccount();
  if (owner !== undefined && owner.uid !== process.getuid?.()) {
    throw new StartupError(`${directory} belongs to another account (${owner.uid}). Start as that account, or name another folder in DATA_DIR.`);
  }
  return undefined;
}

async function checkVersion(directory: string, { version }: PostgresBinaries): Promise<void> {
  const found = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (found === version) return;
  throw new StartupError(
    `${directory} was made by PostgreSQL ${found}, and this is PostgreSQL ${version}. Dump it with version ${found} and restore the dump into a new data folder; or delete it to start afresh, which loses its data.`,
  );
}

/** `<data folder>/postgres` itself, or a folder outside that it then points to, when the account cannot get there. */
async function choosePlace(folder: DataFolder, link: string, account: Account | undefined): Promise<string> {
  const found = await lstat(link).catch(() => undefined);
  if (found?.isSymbolicLink()) await rm(link);
  else if (found !== undefined) {
    await rmdir(link).catch(() => {
      throw new StartupError(`${link} is not empty, and is no PostgreSQL data directory. Move it away, or name another folder in DATA_DIR.`);
    });
  }
  await stopLeftoverServer(link);
  if (account === undefined || (await canEnter(account, folder.path))) return link;

  const outside = join(outsideFolder, folder.id);
  const place = join(outside, 'postgres');
  await stopLeftoverServer(place);
  // Without its link it is the data of a folder that was deleted since.
  await rm(outside, { recursive: true, force: true });
  await mkdir(outside, { recursive: true });
  for (const path of [outsideFolder, outside]) await chmod(path, 0o755);
  await symlink(place, link);
  return place;
}

interface Initialization {
  binaries: PostgresBinaries;
  account: Account | undefined;
  password: string;
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Appears under its name only when it is complete, so that an interrupted start leaves nothing to trip over. */
async function initialize(place: string, { binaries, account, password, environment, signal }: Initialization): Promise<void> {
  const draft = `${place}.new`;
  const passwordFile = `${place}.password`;
  await stopLeftovers((commandLine) => commandLine.includes(`/initdb --pgdata ${draft} `), [['SIGTERM', 5], ['SIGKILL', 5]]);
  try {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (account !== undefined) for (const path of [draft, passwordFile]) await chown(path, account.uid, account.gid);
    const access = ['--username', postgresUser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    // The built-in locale knows Unicode's letters, and does not depend on what is installed or on its version.
    const locale = ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
    await runCommand(binaries.initdb, ['--pgdata', draft, ...access, ...locale], { account, environment: { ...environment, LC_ALL: 'C' }, signal });
    await rename(draft, place);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new StartupError(`PostgreSQL could not make its data directory ${place}:\n${lastLines(error.output)}`);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

async function stopLeftoverServer(directory: string): Promise<void> {
  await stopLeftovers((commandLine) => commandLine.includes(`/postgres ${serveArguments(directory).join(' ')} `), postgresStopSteps);
  const pidFile = join(directory, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  // PostgreSQL gives way to any running process with that id, also to a stranger who got it after a power loss. When none runs, it
  // clears the file itself, and makes sure that no part of the old server is left.
  if (pid > 0 && (await isRunning(pid))) await rm(pidFile);
}

/** What the command line of a server on this directory begins with. */
export function serveArguments(directory: string): string[] {
  return ['-D', directory];
}
