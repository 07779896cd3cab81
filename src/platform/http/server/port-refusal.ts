import { StartupError } from '../../process/startup-error.js';

/** Waits until a server listens. @throws StartupError that says what to set, when the port of this setting cannot be had */
export async function listening(setting: 'PORT' | 'OPERATIONS_PORT', port: number, listens: Promise<unknown>): Promise<void> {
  try {
    await listens;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartupError(`Port ${port} is taken by another program: set ${setting} to a free one, or stop that program.`);
    if (code === 'EACCES') throw new StartupError(`Port ${port} is not for this user: set ${setting} to 1024 or above.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new StartupError('HOST is no address of this machine: correct it, or leave it unset.');
    throw error;
  }
}
