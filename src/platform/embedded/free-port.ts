import { createServer } from 'node:net';
import { StartupError } from '../process/startup-error.js';

/** Where everything embedded listens: never reachable from another machine. */
export const loopback = '127.0.0.1';

const steps = 50;

/** What to listen on, and which ports somebody else is going to take. */
export interface PortWishes {
  /** Undefined means every interface. */
  host?: string | undefined;
  avoid?: readonly number[];
}

/**
 * The first port from `preferred` upwards on which a server can listen now, else any that the system offers; 0 asks for any at once.
 * @throws StartupError when the host or port cannot be used at all, taken or not
 */
export async function freePort(preferred: number, { host, avoid = [] }: PortWishes = {}): Promise<number> {
  const last = preferred === 0 ? 0 : Math.min(preferred + steps, 65_535);
  for (let port = preferred; port <= last && port > 0; port += 1) {
    if (!avoid.includes(port) && (await isFree(port, host))) return port;
  }
  return (await listen(0, host)) ?? 0;
}

/** Some systems let two servers share a port when one names an address and the other does not, so both are tried. */
async function isFree(port: number, host: string | undefined): Promise<boolean> {
  const everywhere = (await listen(port, host)) !== undefined;
  return everywhere && (host !== undefined || (await listen(port, loopback)) !== undefined);
}

async function listen(port: number, host: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else
        reject(
          new StartupError(
            `Cannot listen on port ${port}${host === undefined ? '' : ` of ${host}`} (${error.code ?? error.message}). Choose another PORT or HOST.`,
          ),
        );
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => { resolve(address !== null && typeof address === 'object' ? address.port : undefined); });
    });
  });
}
