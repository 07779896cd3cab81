import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { bootService } from './support/service.js';
import { SocketClients } from './support/socket-client.js';
import { aUser } from './support/users.js';

describe('the worker', () => {
  const mail = new MailCatcher();
  const service = bootService({ mail, worker: true });

  it('may be killed in the midst of its work: every mail arrives', async () => {
    const users = Array.from({ length: 10 }, () => aUser());
    mail.mode = 'hang';
    await Promise.all(users.map(async (user) => service.post('/register', user)));
    await eventually(() => { expect(mail.attempts).toBeGreaterThan(0); });

    service.worker.kill('SIGKILL');
    await service.worker.exited;
    mail.mode = 'accept';
    await service.startWorker();

    await Promise.all(users.map(async ({ email }) => mail.arrives(email, 20_000)));
  });

  it('drains when it is told to stop: every mail arrives, and none twice', async () => {
    const users = Array.from({ length: 40 }, () => aUser());
    await Promise.all(users.map(async (user) => service.post('/register', user)));
    await mail.arrives(users[0]!.email);

    await service.worker.stop();
    await service.startWorker();

    await Promise.all(users.map(async ({ email }) => mail.arrives(email, 20_000)));
    expect(users.filter(({ email }) => mail.to(email).length > 1)).toEqual([]);
  });

  it('may be told to stop as soon as it has started', async () => {
    for (let again = 0; again < 4; again++) {
      await service.worker.stop();
      await service.startWorker();
    }
  });
});

describe('the API process', () => {
  const service = bootService();
  const sockets = new SocketClients(service);

  it('finishes what it began when it is told to stop, and takes nothing new', async () => {
    const socket = await sockets.connect();
    const disconnected = new Promise((resolve) => socket.once('disconnect', resolve));
    const inFlight = [...Array.from({ length: 100 }, async () => service.get('/async-endpoint')), service.get('/sync-endpoint')];
    // Requests are taken in the order in which they come: those before this one are being answered.
    await service.get('/health/live');
    const signalledAt = performance.now();

    service.api.kill('SIGTERM');

    const answers = await Promise.all(inFlight);
    expect(answers.map(({ status }) => status)).toEqual(inFlight.map(() => 200));
    await disconnected;
    await eventually(async () => expect(service.get('/')).rejects.toThrow('fetch failed'), 1_000);
    expect(await service.api.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - signalledAt).toBeLessThan(4_000);
    await service.startApi();
  });

  it('does not wait for ever for somebody who keeps a connection and says nothing', async () => {
    const { hostname, port } = new URL(service.url);
    const [silent, halfSaid] = [connect(Number(port), hostname), connect(Number(port), hostname)];
    for (const socket of [silent, halfSaid]) socket.on('error', () => undefined);
    halfSaid.write('POST /register HTTP/1.1\r\nHost: isobar\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"email":');
    await service.get('/health/live');

    await service.api.stop();

    await service.startApi();
  });
});
