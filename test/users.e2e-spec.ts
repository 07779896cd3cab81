import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { accountPage } from '../src/users/users.schemas.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aRegisteredUser, aSignedInUser, anAdmin, leave } from './support/users.js';

const instant = z.iso.datetime();

describe('users', () => {
  const service = bootService();

  describe('GET /users/:id', () => {
    it('shows anyone the public profile, which has no address in it', async () => {
      const { id, email } = await aRegisteredUser(service, { displayName: 'Ada' });

      const answer = await service.get(`/users/${id}`);

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ id, displayName: 'Ada', createdAt: expect.any(String) });
      instant.parse((answer.body as { createdAt: unknown }).createdAt);
      expect(answer.text).not.toContain(email);
    });

    it('gives each of many at once their own', async () => {
      const users = await Promise.all(Array.from({ length: 20 }, async (_, n) => aRegisteredUser(service, { displayName: `Person ${n}` })));

      const answers = await Promise.all([...users, ...users].map(async ({ id }) => service.get(`/users/${id}`)));

      expect(answers.map(({ body }) => body)).toEqual([...users, ...users].map(({ id, displayName }) => ({ id, displayName, createdAt: expect.any(String) })));
    });

    it('says so when there is nobody', async () => {
      expectProblem(await service.get('/users/999999999'), 404, 'USER_NOT_FOUND');
    });

    it.each(['0', '-1', '1.5', '1e3', '0x1', '01', 'abc', '%20', '1%00', '9007199254740993', "1';--"])('takes no "%s" for an id', async (id) => {
      const { errors } = expectProblem(await service.get(`/users/${id}`), 400, 'VALIDATION_FAILED');

      expect(errors).toEqual([{ path: 'id', message: 'must be a positive integer' }]);
    });
  });

  describe('/users/me', () => {
    it('is the own account', async () => {
      const ada = await aSignedInUser(service, { displayName: 'Ada' });

      const answer = await service.get('/users/me', { as: ada });

      expect(answer.body).toEqual({ id: ada.id, email: ada.email, emailVerified: false, displayName: 'Ada', role: 'user', createdAt: expect.any(String) });
    });

    it('can be changed, and shows it everywhere', async () => {
      const ada = await aSignedInUser(service);

      const answer = await service.patch('/users/me', { displayName: '  Zoë  ' }, { as: ada });

      expect(answer).toMatchObject({ status: 200, body: { id: ada.id, displayName: 'Zoë' } });
      expect((await service.get(`/users/${ada.id}`)).body).toMatchObject({ displayName: 'Zoë' });
    });

    it('stays as it is when nothing is to change', async () => {
      const ada = await aSignedInUser(service);

      expect(await service.patch('/users/me', {}, { as: ada })).toMatchObject({ status: 200, body: { displayName: ada.displayName } });
    });

    it.each([{ role: 'admin' }, { email: 'eve@example.org' }, { id: 1 }, { displayName: null }, [], undefined])('does not take %j', async (change) => {
      const ada = await aSignedInUser(service);

      expectProblem(await service.patch('/users/me', change, { as: ada }), 400, 'VALIDATION_FAILED');
      expect((await service.get('/users/me', { as: ada })).body).toMatchObject({ role: 'user', email: ada.email });
    });

    it('can be deleted, and is gone then', async () => {
      const ada = await aSignedInUser(service);

      expect(await leave(service, ada)).toMatchObject({ status: 204, text: '' });

      expectProblem(await service.get(`/users/${ada.id}`), 404, 'USER_NOT_FOUND');
      await eventually(async () => { expectProblem(await service.get('/users/me', { as: ada }), 401, 'SESSION_ENDED'); });
      expectProblem(await service.post('/auth/login', { email: ada.email, password: ada.password }), 401, 'CREDENTIALS_INVALID');
      expectProblem(await service.post('/auth/refresh', { refreshToken: ada.refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
    });

    it.each(['GET', 'PATCH', 'DELETE'])('answers %s to nobody who is not signed in', async (method) => {
      expectProblem(await service.request(method, '/users/me', method === 'PATCH' ? {} : undefined), 401, 'NOT_SIGNED_IN');
    });
  });

  describe('GET /users', () => {
    let admin: SignedInUser;
    beforeAll(async () => {
      admin = await anAdmin(service);
      await Promise.all(Array.from({ length: 5 }, async () => aRegisteredUser(service)));
    });

    it('is for admins', async () => {
      expectProblem(await service.get('/users'), 401, 'NOT_SIGNED_IN');
      expectProblem(await service.get('/users', { as: await aSignedInUser(service) }), 403, 'FORBIDDEN');
    });

    it('turns pages from the newest to the oldest, everyone once', async () => {
      const seen: number[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { items, nextCursor }: z.infer<typeof accountPage> = (await service.get(`/users?limit=4${cursor && `&cursor=${cursor}`}`, { as: admin })).as(
          accountPage,
        );
        expect(items.length).toBeLessThanOrEqual(4);
        seen.push(...items.map(({ id }) => id));
        cursor = nextCursor;
      }

      const everyone = await service.database.query<{ id: string }>('SELECT id FROM users ORDER BY id DESC');
      expect(seen).toEqual(everyone.map(({ id }) => Number(id)));
    });

    it.each(['limit=0', 'limit=101', 'limit=ten', 'cursor=-1', 'cursor=abc', 'limit=1&limit=2', 'page=2'])('refuses ?%s', async (query) => {
      expectProblem(await service.get(`/users?${query}`, { as: admin }), 400, 'VALIDATION_FAILED');
    });
  });
});
