import { describe, expect, it } from '@jest/globals';
import { anAuthenticator } from './support/authenticator.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aToken } from './support/tokens.js';
import { aSignedInUser, anAdmin } from './support/users.js';

const service = bootService({ worker: false });

type Line = Record<string, unknown>;
const lines = () => service.api.output.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
const logged = async (requestId: string) => eventually(() => {
  const found = lines().find((line) => line.requestId === requestId && 'security' in line);
  if (!found) throw new Error(`nothing of ${requestId} is logged`);
  return found;
});
const as = (requestId: string) => ({ headers: { 'X-Request-Id': requestId } });

describe('what concerns security', () => {
  it("is logged with the request's id, and without address, password or token", async () => {
    const [ada, admin] = [await aSignedInUser(service), await anAdmin(service)];
    const { email, password } = ada;

    await service.post('/auth/login', { email, password }, as('a-sign-in'));
    await service.post('/auth/login', { email, password: 'wrong-secret-8' }, as('a-wrong-password'));
    await service.post('/auth/login', { email: 'no.such@example.org', password: 'wrong-secret-8' }, as('nobody-there'));
    await service.request('PUT', '/users/me/password', { currentPassword: password, newPassword: 'quite another horse' }, { as: ada, ...as('a-new-password') });
    await service.request('PUT', `/users/${ada.id}/block`, undefined, { as: admin, headers: { 'X-Request-Id': 'a-block' } });
    await service.post('/auth/login', { email, password: 'quite another horse' }, as('while-blocked'));

    expect(await logged('a-sign-in')).toMatchObject({ level: 30, security: 'signed in', userId: ada.id, sessionId: expect.any(String), network: '127.0' });
    expect(await logged('a-wrong-password')).toMatchObject({ level: 40, security: 'sign-in refused', userId: ada.id, reason: 'CREDENTIALS_INVALID' });
    expect(await logged('nobody-there')).not.toHaveProperty('userId');
    expect(await logged('a-block')).toMatchObject({ security: 'user.blocked', actorId: admin.id, subjectId: ada.id });
    expect(await logged('while-blocked')).toMatchObject({ security: 'sign-in refused', userId: ada.id, reason: 'ACCOUNT_BLOCKED' });
    expect(lines().find(({ security }) => security === 'password.changed')).toMatchObject({ actorId: ada.id, subjectId: ada.id });
    for (const secret of [email, 'no.such@example.org', password, 'wrong-secret-8', 'quite another horse', ada.accessToken, ada.refreshToken])
      expect(service.api.output).not.toContain(secret);
  });

  it('is logged when a token, a role or a code is refused', async () => {
    const [ada, gone] = [await aSignedInUser(service), await aSignedInUser(service)];
    await anAuthenticator(service, ada);
    await service.post('/auth/logout', { refreshToken: gone.refreshToken });
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: gone }), 401, 'SESSION_ENDED'); });
    const forged = aToken(service, { secret: 'another secret altogether' });
    const ask = async (path: string, accessToken: string, requestId: string) => service.get(path, { as: { accessToken }, ...as(requestId) });

    await ask('/users/me', forged, 'a-forged-token');
    await ask('/users/me', 'no-token', 'what-is-no-token');
    await ask('/users/me', gone.accessToken, 'an-ended-session');
    await ask('/users', ada.accessToken, 'not-an-admin');
    await service.request('PUT', '/users/me/second-factor', { code: '000000' }, { as: ada, ...as('a-wrong-code') });

    const refused = { level: 40, security: 'access refused', network: '127.0' };
    expect(await logged('a-forged-token')).toMatchObject({ ...refused, reason: 'TOKEN_INVALID' });
    expect(await logged('what-is-no-token')).toMatchObject({ ...refused, reason: 'TOKEN_INVALID' });
    expect(await logged('an-ended-session')).toMatchObject({ ...refused, reason: 'SESSION_ENDED' });
    expect(await logged('not-an-admin')).toMatchObject({ ...refused, reason: 'FORBIDDEN', userId: ada.id, sessionId: expect.any(String) });
    expect(await logged('a-wrong-code')).toMatchObject({ level: 40, security: 'sign-in refused', reason: 'SECOND_FACTOR_INVALID', userId: ada.id });
    for (const secret of [ada.email, gone.email, forged, ada.accessToken, gone.accessToken]) expect(service.api.output).not.toContain(secret);
  });

  it('is not what honest clients do all day: coming without a token, or with one that has expired', async () => {
    expectProblem(await service.get('/users/me', as('without-a-token')), 401, 'NOT_SIGNED_IN');
    expectProblem(
      await service.get('/users/me', { as: { accessToken: aToken(service, { expiresIn: -1_000 }) }, ...as('an-expired-token') }),
      401,
      'TOKEN_EXPIRED',
    );

    await eventually(() => { expect(lines().map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(['without-a-token', 'an-expired-token'])); });
    expect(lines().filter(({ requestId, security }) => security && ['without-a-token', 'an-expired-token'].includes(String(requestId)))).toEqual([]);
  });
});
