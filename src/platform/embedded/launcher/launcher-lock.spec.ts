import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { freePort, loopback } from '../free-port.js';
import { type LauncherLock, takeLauncherLock } from './launcher-lock.js';

describe('takeLauncherLock', () => {
  const onWait = jest.fn();
  const held: LauncherLock[] = [];
  let folder: DataFolder;

  const take = async () => {
    const lock = await takeLauncherLock(folder, onWait, AbortSignal.timeout(5000));
    held.push(lock);
    return lock;
  };

  beforeEach(async () => {
    onWait.mockClear();
    folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'isobar-lock-')));
  });

  afterEach(async () => {
    for (const lock of held.splice(0)) await lock.release();
    await rm(folder.path, { recursive: true });
  });

  it('refuses a second launcher and says who runs', async () => {
    await take();

    await expect(take()).rejects.toThrow(`process ${process.pid}`);
  });

  it('lets only one of two that start at the same time through', async () => {
    const outcomes = await Promise.allSettled([take(), take()]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes over from a launcher that was killed, though a running process now has its number', async () => {
    await writeFile(folder.at('launcher.json'), JSON.stringify({ pid: process.pid, port: await freePort(0, { host: loopback }) }));

    await expect(take()).resolves.toBeDefined();
  });

  it('takes over from a damaged file', async () => {
    await writeFile(folder.at('launcher.json'), '{');

    await expect(take()).resolves.toBeDefined();
  });

  it('waits for a launcher that is about to end', async () => {
    const first = await take();
    first.announceEnd();
    const second = take();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await first.release();

    await expect(second).resolves.toBeDefined();
    expect(onWait).toHaveBeenCalledTimes(1);
  });
});
