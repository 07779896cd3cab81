import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditTrail } from '../src/moderation/moderation.schemas.js';
import { accountPage } from '../src/users/users.schemas.js';
import { protect } from './support/authenticator.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aToken } from './support/tokens.js';
import { type SignedInUser, aRegisteredUser, aSignedInUser, anAdmin } from './support/users.js';

const service = bootService();
let admin: SignedInUser;
beforeAll(async () => { admin = await anAdmin(service); });
const block = async (id: number, as: SignedInUser = admin) => service.request('PUT', `/users/${id}/block`, undefined, { as });
const unblock = async (id: number) => service.delete(`/users/${id}/block`, { as: admin });
const history = async (id: number) => (await service.get(`/users/${id}/history`, { as: admin })).as(auditTrail).items;

describe('blocking an account', () => {
  it('ends its sessions within a second, and keeps its owner out until it is unblocked', async () => {
    const ada = await aSignedInUser(service);

    expect(await block(ada.id)).toMatchObject({ status: 204, text: '' });

    await eventually(async () => { expectProblem(await service.get('/users/me', { as: ada }), 401, 'SESSION_ENDED'); }, 1_000);
    expectProblem(await service.post('/auth/refresh', { refreshToken: ada.refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
    expectProblem(await service.post('/auth/login', { email: ada.email, password: ada.password }), 403, 'ACCOUNT_BLOCKED');
    expectProblem(await service.post('/auth/login', { email: ada.email, password: 'not her password' }), 401, 'CREDENTIALS_INVALID');

    expect((await unblock(ada.id)).status).toBe(204);

    expect((await service.post('/auth/login', { email: ada.email, password: ada.password })).status).toBe(200);
  });

  it('lets nobody in who signs in at the same moment', async () => {
    const ada = await aRegisteredUser(service);

    const answers = await Promise.all([
      block(ada.id),
      ...Array.from({ length: 8 }, async () => service.post('/auth/login', { email: ada.email, password: ada.password })),
    ]);

    expect(answers[0].status).toBe(204);
    const [{ sessions } = { sessions: -1 }] = await service.database.query<{ sessions: number }>(
      'SELECT count(*)::int AS sessions FROM sessions WHERE user_id = $1',
      [ada.id],
    );
    expect(sessions).toBe(0);
  });

  it('is recorded, with who did it and in which request; repeating it is not', async () => {
    const ada = await aRegisteredUser(service);
    const first = await block(ada.id);
    await block(ada.id);
    await unblock(ada.id);

    expect(await history(ada.id)).toEqual([
      expect.objectContaining({ action: 'user.unblocked', actorId: admin.id }),
      expect.objectContaining({ action: 'user.blocked', actorId: admin.id, requestId: first.headers.get('X-Request-Id') }),
    ]);
  });

  it.each(['UPDATE audit_log SET actor_id = 1', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])('is recorded for good: no %s', async (statement) => {
    await expect(service.database.query(statement)).rejects.toThrow('the audit log is only ever added to');
  });

  it('is for admins, who cannot block themselves', async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];

    expectProblem(await block(ada.id, eve), 403, 'FORBIDDEN');
    expectProblem(await service.get(`/users/${ada.id}/history`, { as: ada }), 403, 'FORBIDDEN');
    expectProblem(await service.request('PUT', `/users/${ada.id}/block`), 401, 'NOT_SIGNED_IN');
    expectProblem(await block(admin.id), 403, 'FORBIDDEN');
    expectProblem(await unblock(admin.id), 403, 'FORBIDDEN');
    expectProblem(await block(999_999_999), 404, 'USER_NOT_FOUND');
  });

  it('takes from an admin what admins may do, whatever their token says', async () => {
    const [other, ada, eve] = [await anAdmin(service), await aRegisteredUser(service), await aSignedInUser(service)];
    await protect(service, eve);
    await block(other.id);
    // As that of a session whose end this process has not heard of.
    const as = { accessToken: aToken(service, { claims: { sub: String(other.id), role: 'admin' } }) };

    expectProblem(await service.delete(`/users/${other.id}/block`, { as }), 403, 'FORBIDDEN');
    expectProblem(await service.request('PUT', `/users/${admin.id}/block`, undefined, { as }), 403, 'FORBIDDEN');
    expectProblem(await service.request('PUT', `/users/${ada.id}/block`, undefined, { as }), 403, 'FORBIDDEN');
    expectProblem(await service.delete(`/users/${eve.id}/second-factor`, { as }), 403, 'FORBIDDEN');

    expect((await service.get('/users/me', { as: admin })).status).toBe(200);
    expect(await history(other.id)).toEqual([expect.objectContaining({ action: 'user.blocked', actorId: admin.id })]);
  });

  it('leaves one of two admins who block each other at once, who goes on working', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [await anAdmin(service), await anAdmin(service)];

      const statuses = (await Promise.all([block(two.id, one), block(one.id, two)])).map(({ status }) => status);

      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      const [stayed, gone] = statuses[0] === 204 ? [one, two] : [two, one];
      expect((await service.get('/users', { as: stayed })).status).toBe(200);
      expect((await service.delete(`/users/${gone.id}/block`, { as: stayed })).status).toBe(204);
    }
  });
});

describe('looking accounts up', () => {
  it('finds them by how their address or name begins, in any case', async () => {
    const ada = await aRegisteredUser(service, { displayName: 'Quintilla Ångström' });
    await block(ada.id);
    const find = async (q: string) => (await service.get(`/users?q=${encodeURIComponent(q)}`, { as: admin })).as(accountPage).items;

    expect(await find('QUINTILLA Å')).toEqual([expect.objectContaining({ id: ada.id, blockedAt: expect.any(String) })]);
    expect(await find(ada.email.slice(0, 12).toUpperCase())).toEqual([expect.objectContaining({ id: ada.id })]);
    for (const nothing of ['%', '_uintilla', "' OR 1=1 --", '\\']) expect(await find(nothing)).toEqual([]);
  });
});

describe('changing the password', () => {
  const change = async (user: SignedInUser, currentPassword: string, newPassword: string) =>
    service.request('PUT', '/users/me/password', { currentPassword, newPassword }, { as: user });

  it('ends every other session within a second, and is recorded', async () => {
    const ada = await aSignedInUser(service);
    const phone = (await service.post('/auth/login', { email: ada.email, password: ada.password })).body as SignedInUser;

    expect(await change(ada, ada.password, 'another horse and saddle')).toMatchObject({ status: 204, text: '' });

    await eventually(async () => { expectProblem(await service.get('/users/me', { as: phone }), 401, 'SESSION_ENDED'); }, 1_000);
    expect((await service.get('/users/me', { as: ada })).status).toBe(200);
    expectProblem(await service.post('/auth/login', { email: ada.email, password: ada.password }), 401, 'CREDENTIALS_INVALID');
    expect((await service.post('/auth/login', { email: ada.email, password: 'another horse and saddle' })).status).toBe(200);
    expect(await history(ada.id)).toEqual([expect.objectContaining({ action: 'password.changed', actorId: ada.id })]);
  });

  it.each([
    ['a wrong password', 'not her password', 'another horse and saddle', 'currentPassword'],
    ['a common one', 'correct horse battery', 'password1', 'newPassword'],
    ['a short one', 'correct horse battery', 'short', 'newPassword'],
  ])('refuses %s', async (_, currentPassword, newPassword, path) => {
    const ada = await aSignedInUser(service);

    expect(expectProblem(await change(ada, currentPassword, newPassword), 400, 'VALIDATION_FAILED').errors).toEqual([{ path, message: expect.any(String) }]);
  });
});
