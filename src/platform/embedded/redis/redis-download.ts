import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder } from '../data-folder.js';
import { errorCode } from '../error-code.js';
import { CommandFailed, lastLines, runCommand } from '../process/run-command.js';

/** A Redis server's program and what it needs in its environment. */
export interface RedisBinary {
  file: string;
  environment: NodeJS.ProcessEnv;
}

const downloadDeadlineMs = 180_000;

/**
 * Fetches Debian's or Ubuntu's own Redis packages with exactly the libraries that this machine lacks, and unpacks them into a cache
 * folder. Needs no root, and installs nothing: an installed Redis might start as a service by itself.
 * @throws Error when there is no apt, or its servers cannot be reached
 */
export async function downloadRedis(
  folder: DataFolder,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  serves: (binary: RedisBinary) => Promise<boolean>,
): Promise<RedisBinary> {
  const cache = await cacheFolder(folder, environment);
  const home = join(cache, `redis-${await distribution()}-${process.arch}`);
  const cached = await unpackedBinary(home, environment);
  if (await serves(cached)) return cached;

  const draft = await mkdtemp(`${home}.`);
  try {
    await fetchPackages(draft, environment, AbortSignal.any([signal, AbortSignal.timeout(downloadDeadlineMs)]));
    await unpackPackages(draft, environment, signal);
    if (!(await serves(await unpackedBinary(draft, environment)))) throw new Error('what was downloaded is too old or does not run here');
    await rename(draft, home).catch(async (error: unknown) => {
      // Another start was faster, and its own is as good as ours; or what is there does not run.
      if (await serves(await unpackedBinary(home, environment))) return;
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
      await rm(home, { recursive: true, force: true });
      await rename(draft, home);
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return unpackedBinary(home, environment);
}

async function cacheFolder(folder: DataFolder, environment: NodeJS.ProcessEnv): Promise<string> {
  const preferred = join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'isobar');
  try {
    await mkdir(preferred, { recursive: true });
    await access(preferred, constants.W_OK | constants.X_OK);
    return preferred;
  } catch {
    const fallback = folder.at('cache');
    await mkdir(fallback, { recursive: true });
    return fallback;
  }
}

/** Such as debian12: a cache in a home that several machines share must not mix them up. */
async function distribution(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? '';
  return `${field('ID')}${field('VERSION_ID')}`;
}

async function fetchPackages(draft: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const archives = join(draft, 'archives');
  const lists = join(draft, 'lists');
  for (const path of [archives, lists]) await mkdir(join(path, 'partial'), { recursive: true });
  const settings = [
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    `Dir::Cache=${draft}`,
    `Dir::Cache::archives=${archives}`,
  ];
  const apt = async (verb: string[], further: string[] = []) =>
    runCommand('apt-get', [...[...settings, ...further].flatMap((setting) => ['-o', setting]), ...verb], {
      environment: { ...environment, LC_ALL: 'C' },
      signal,
    });
  const download = ['--yes', '--download-only', '--no-install-recommends', '--reinstall', 'install', 'redis-server', 'redis-tools'];
  try {
    await apt(download);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CommandFailed)) throw new Error('there is no apt-get here, as Debian and Ubuntu have it.', { cause: error });
    // The machine's package lists are missing or out of date, and not ours to renew.
    const ownLists = [`Dir::State::lists=${lists}`];
    await explained(apt(['update', '--error-on=any'], ownLists));
    await explained(apt(download, ownLists));
  }
}

async function explained<T>(command: Promise<T>): Promise<T> {
  return command.catch((error: unknown) => {
    throw error instanceof CommandFailed ? new Error(`apt-get failed:\n${lastLines(error.output, 5)}`) : error;
  });
}

async function unpackPackages(draft: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const archives = join(draft, 'archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  for (const name of packages) await runCommand('dpkg-deb', ['--extract', join(archives, name), join(draft, 'root')], { environment, signal });
  for (const name of await readdir(draft)) if (name !== 'root') await rm(join(draft, name), { recursive: true, force: true });
}

async function unpackedBinary(home: string, environment: NodeJS.ProcessEnv): Promise<RedisBinary> {
  const roots = ['usr/lib', 'lib'].map((path) => join(home, 'root', path));
  const listed = await Promise.all(roots.map(async (path) => (await readdir(path).catch(() => [])).map((name) => join(path, name))));
  const folders: string[] = [];
  for (const path of [...roots, ...listed.flat()]) if (await stat(path).then((found) => found.isDirectory(), () => false)) folders.push(path);
  const libraries = [...folders, environment.LD_LIBRARY_PATH].filter((path) => path !== undefined && path !== '').join(':');
  return { file: join(home, 'root', 'usr', 'bin', 'redis-server'), environment: { ...environment, LD_LIBRARY_PATH: libraries } };
}
