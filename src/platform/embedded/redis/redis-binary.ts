import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type DataFolder } from '../data-folder.js';
import { downloadRedis, type RedisBinary } from './redis-download.js';
import { runCommand } from '../process/run-command.js';
import { StartupError } from '../../process/startup-error.js';

const programs = ['redis-server', 'valkey-server'];
/** Where packages put servers that the PATH of an ordinary user or of an editor leaves out. */
const furtherFolders = ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/usr/sbin'];
const oldestVersion = [6, 2] as const;

/**
 * A Redis (or Valkey) of version 6.2 or newer: the installed one, else one that is downloaded for us alone.
 * @throws StartupError that names the ways out
 */
export async function findRedis(folder: DataFolder, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<RedisBinary> {
  const folders = [...(environment.PATH ?? '').split(delimiter).filter((path) => path !== ''), ...furtherFolders];
  for (const file of programs.flatMap((program) => folders.map((path) => join(path, program)))) {
    if (await serves({ file, environment })) return { file, environment };
  }
  try {
    return await downloadRedis(folder, environment, signal, serves);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `Redis ${oldestVersion.join('.')} or newer is not installed, and could not be downloaded: ${reason}\nInstall it (Debian, Ubuntu: apt install redis-server; macOS: brew install redis), or set REDIS_URL to a Redis of yours.`,
    );
  }
}

async function serves({ file, environment }: RedisBinary): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    const { stdout } = await runCommand(file, ['--version'], { environment });
    const [, major, minor] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > oldestVersion[0] || (Number(major) === oldestVersion[0] && Number(minor) >= oldestVersion[1]);
  } catch {
    return false;
  }
}
