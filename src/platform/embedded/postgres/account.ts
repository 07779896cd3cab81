import { readFile } from 'node:fs/promises';
import { type Account, runCommand } from '../process/run-command.js';

const preferred = ['postgres', 'nobody'];
/** What `nobody` is on most systems, for those without an account file. */
const overflow: Account = { uid: 65_534, gid: 65_534 };

/** Root is told from others because PostgreSQL refuses to run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** An existing account without privileges. */
export async function unprivilegedAccount(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const wanted of preferred) {
    const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return overflow;
}

/** Whether the account gets through every folder down to `folder`, as found out by being it. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  return runCommand('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account }).then(
    () => true,
    () => false,
  );
}
