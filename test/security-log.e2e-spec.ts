import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { bootService } from './support/service.js';
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
    for (const secret of [email, 'no.such@example.org', password, 'wrong-secret-8', 'quite another horse', ada.accessToken, ada.refreshToken]) expect(service.api.output).not.toContain(secret);
  });
});
