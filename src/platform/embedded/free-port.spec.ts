import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort, loopback } from './free-port.js';
import { StartupError } from '../process/startup-error.js';

const opened: Server[] = [];

async function occupy(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  opened.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('freePort', () => {
  afterEach(() => {
    for (const server of opened.splice(0)) server.close();
  });

  it('steps around a port that somebody listens on', async () => {
    const taken = await occupy(loopback);

    expect(await freePort(taken, { host: loopback })).toBeGreaterThan(taken);
  });

  it('sees a server on one address when asked for all of them', async () => {
    const taken = await occupy(loopback);

    expect(await freePort(taken)).not.toBe(taken);
  });

  it('leaves out a port that somebody else is going to take', async () => {
    const free = await freePort(0, { host: loopback });

    expect(await freePort(free, { host: loopback, avoid: [free] })).not.toBe(free);
  });

  it('says so when the host is not one of this machine', async () => {
    await expect(freePort(3000, { host: '192.0.2.1' })).rejects.toThrow(StartupError);
  });
});
