import { chmod, copyFile, link, mkdir, mkdtemp, readdir, readlink, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './service-process.js';

/** What a developer has, but the repository does not. */
const leftOut = new Set(['.git', '.data', '.env', 'coverage']);
/** A build would write into its files where they are. */
const built = 'dist';

/** An installed and built copy of the project in a new folder; where the file system allows it, of hard links, which keep their times. */
export async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'isobar-copy-'));
  // The account that runs PostgreSQL for root passes through.
  await chmod(folder, 0o755);
  const names = (await readdir(projectFolder)).filter((name) => !leftOut.has(name));
  await Promise.all(names.map(async (name) => mirror(join(projectFolder, name), join(folder, name), name === built ? copyFile : linkOrCopy)));
  return folder;
}

type Transfer = (from: string, to: string) => Promise<void>;

async function mirror(from: string, to: string, transfer: Transfer): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'file' as const;
    throw error;
  });
  if (entries === 'file') {
    await transfer(from, to);
    return;
  }
  await mkdir(to);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await mirror(source, target, transfer);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await transfer(source, target);
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(async () => copyFile(from, to));
}
