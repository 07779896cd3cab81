import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { anOrder } from './support/orders.js';
import { bootService } from './support/service.js';
import { SocketClients } from './support/socket-client.js';
import { aSignedInUser, aUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true, environment: { LOG_LEVEL: 'trace' } });
const sockets = new SocketClients(service);

const lines = (output: string) => output.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the logs', () => {
  it('have one line for each request, which the request id finds', async () => {
    await service.get('/users/7777777', { headers: { 'X-Request-Id': 'the-one' } });

    const found = await eventually(() => {
      const requests = lines(service.api.output).filter(({ requestId }) => requestId === 'the-one');
      expect(requests).toHaveLength(1);
      return requests[0];
    });

    expect(found).toMatchObject({ name: 'api', level: 30, msg: 'request', method: 'GET', route: '/users/:id', status: 404, seconds: expect.any(Number) });
    expect(service.api.output).not.toContain('7777777');
  });

  it('hold no address, password or token, whatever goes wrong', async () => {
    const user = aUser({ email: 'very.personal+tag@private.example', password: 'secret-of-hers-7', displayName: 'Personal Name' });
    mail.mode = 'refuse';
    await service.post('/register', user);
    await service.post('/register', user);
    await service.post('/register', { ...user, password: 'short-1' });
    await service.post('/register', `{"email":"${user.email}","password":"${user.password}"`);
    await service.post('/auth/login', { email: user.email, password: 'wrong-secret-8' });
    await service.get(`/weather/${user.email}`);
    await service.get(`/${user.email}?password=${user.password}`);
    const { accessToken, refreshToken } = await aSignedInUser(service, { email: 'other.person@private.example', password: user.password });
    await service.post('/orders', anOrder(), { as: { accessToken } });
    await sockets.connect({ accessToken });
    await sockets.refusal(`${accessToken}x`);
    await eventually(() => { expect(mail.attempts).toBeGreaterThan(2); });
    mail.mode = 'accept';
    await mail.arrives(user.email, 15_000);
    await eventually(() => { expect(service.worker.output).toContain('job failed'); });
    await eventually(() => { expect(service.worker.output).toContain('job done'); });

    const logs = service.api.output + service.worker.output;

    for (const secret of [/private\.example/, /secret-of-hers-7/, /wrong-secret-8/, /short-1/, /Personal Name/, /argon2id/]) expect(logs).not.toMatch(secret);
    for (const token of [accessToken, refreshToken]) expect(logs).not.toContain(token);
    expect(logs).not.toContain(service.environment.JWT_SECRET);
    expect(logs).not.toContain(new URL(service.environment.DATABASE_URL ?? '').password);
    expect(lines(logs).length).toBeGreaterThan(10);
  });
});
