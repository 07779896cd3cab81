import { describe, expect, it } from '@jest/globals';
import { tokenPair } from '../src/auth/auth.schemas.js';
import { protect } from './support/authenticator.js';
import { Browser, givenCookie } from './support/browser.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, anAdmin } from './support/users.js';

const [before, after] = ['an older secret of 32 characters or more', 'a newer secret of 32 characters or more'];
const strict = { ADMIN_SECOND_FACTOR: 'required' };
const service = bootService({ worker: false, environment: strict });
const rotating = bootService({ worker: false, environment: { JWT_SECRET: before } });

const submit = async (fields: Record<string, string>) => new Browser(service).submit('/admin/sign-in', fields);
const refreshed = async (user: SignedInUser) => ({ ...user, ...(await service.post('/auth/refresh', { refreshToken: user.refreshToken })).as(tokenPair) });

describe('where admins must have a second factor', () => {
  it('one without is let in as an ordinary user, until it is turned on', async () => {
    const [admin, user] = [await anAdmin(service), await aSignedInUser(service)];
    for (const closed of ['/users', '/metrics', '/admin/queues'])
      expect(expectProblem(await service.get(closed, { as: admin }), 403, 'FORBIDDEN').detail).toContain('second factor');
    expectProblem(await service.get(`/dashboard/${user.id}`, { as: admin }), 403, 'FORBIDDEN');
    expect((await service.get('/users/me', { as: admin })).status).toBe(200);

    const { app, recoveryCodes } = await protect(service, admin);
    const now = await refreshed(admin);

    expect((await service.get('/users', { as: now })).status).toBe(200);
    const again = (await service.post('/auth/login', { email: admin.email, password: admin.password, code: app.next() })).as(tokenPair);
    expect((await service.get('/users', { as: again })).status).toBe(200);
    expectProblem(
      await service.request('DELETE', '/users/me/second-factor', { password: admin.password, code: recoveryCodes[0] }, { as: now }),
      403,
      'FORBIDDEN',
    );
  });

  it('the page lets nobody in without one, and asks for its code', async () => {
    const admin = await anAdmin(service);
    const fields = { email: admin.email, password: admin.password };
    const without = await submit(fields);
    expect([without.status, without.text]).toEqual([403, expect.stringContaining('Admins need a second factor here')]);

    const { app } = await protect(service, admin);
    const asked = await submit({ ...fields, code: '' });
    expect([asked.status, asked.text]).toEqual([401, expect.stringContaining('the code that your authenticator app shows')]);
    const wrong = await submit({ ...fields, code: '000000' });
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('The code is wrong')]);

    const entered = await submit({ ...fields, code: app.next() });
    expect([entered.status, entered.headers.get('Location')]).toEqual([303, '/admin/queues']);
    expect((await service.get('/admin/queues', { headers: { Cookie: givenCookie(entered) } })).status).toBe(200);
  });
});

describe('when JWT_SECRET is changed', () => {
  it('second factors go on, also once the old secret is gone', async () => {
    const user = await aSignedInUser(rotating);
    const { app } = await protect(rotating, user);
    const restart = async (environment: NodeJS.ProcessEnv) => {
      await rotating.api.stop();
      Object.assign(rotating.environment, environment);
      await rotating.startApi();
    };

    await restart({ JWT_SECRET: after, JWT_ACCEPTED_SECRETS: before });
    expect((await rotating.post('/auth/login', { email: user.email, password: user.password, code: app.next() })).status).toBe(200);

    await restart({ JWT_SECRET: after, JWT_ACCEPTED_SECRETS: '' });
    await rotating.database.query('UPDATE one_time_secrets SET last_step = 0');
    expect((await rotating.post('/auth/login', { email: user.email, password: user.password, code: app.ago(0) })).status).toBe(200);
  });
});
