import { describe, expect, it } from '@jest/globals';
import { createSigner } from 'fast-jwt';
import { tokenPair } from '../src/auth/auth.schemas.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aSignedInUser, aUser } from './support/users.js';

const service = bootService();

describe('signing in', () => {
  it('gives a pair of tokens, of which the access token opens what is personal', async () => {
    const { email, password, id } = await aRegisteredUser(service);

    const answer = await service.post('/auth/login', { email, password });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 });
    const me = await service.get('/users/me', { as: answer.as(tokenPair) });
    expect(me.body).toMatchObject({ id, email });
  });

  it('takes the address in any case', async () => {
    const { email, password } = await aRegisteredUser(service);

    expect((await service.post('/auth/login', { email: email.toUpperCase(), password })).status).toBe(200);
  });

  it('tells a stranger nothing about who has an account', async () => {
    const { email, password } = await aRegisteredUser(service);

    const wrongPassword = expectProblem(await service.post('/auth/login', { email, password: `${password}!` }), 401, 'CREDENTIALS_INVALID');
    const unknown = expectProblem(await service.post('/auth/login', { email: aUser().email, password }), 401, 'CREDENTIALS_INVALID');

    expect(unknown).toEqual({ ...wrongPassword, requestId: unknown.requestId });
  });

  it.each([
    ['no password', { password: undefined }],
    ['an object for a password', { password: { $ne: '' } }],
    ['a field too many', { remember: true }],
  ])('refuses %s', async (_, overrides) => {
    const { email, password } = aUser();

    expectProblem(await service.post('/auth/login', { email, password, ...overrides }), 400, 'VALIDATION_FAILED');
  });
});

describe('a refresh token', () => {
  it('is good for one new pair', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answer = await service.post('/auth/refresh', { refreshToken });

    expect(answer.status).toBe(200);
    const pair = answer.as(tokenPair);
    expect(pair.refreshToken).not.toBe(refreshToken);
    expect((await service.get('/users/me', { as: pair })).status).toBe(200);
    expectProblem(await service.post('/auth/refresh', { refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('is spent once, also when it is used many times at once', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answers = await Promise.all(Array.from({ length: 8 }, async () => service.post('/auth/refresh', { refreshToken })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('ends with a logout, which may be repeated', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answers = [await service.post('/auth/logout', { refreshToken }), await service.post('/auth/logout', { refreshToken })];

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 204, text: '' });
      expectTraced(answer);
    }
    expectProblem(await service.post('/auth/refresh', { refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('must be one that was given', async () => {
    expectProblem(await service.post('/auth/refresh', { refreshToken: 'made-up' }), 401, 'REFRESH_TOKEN_INVALID');
    expectProblem(await service.post('/auth/refresh', {}), 400, 'VALIDATION_FAILED');
  });

  it('is not kept where it could be read', async () => {
    const { refreshToken, accessToken } = await aSignedInUser(service);

    const [{ dump } = { dump: '' }] = await service.database.query<{ dump: string }>(
      `SELECT jsonb_agg(to_jsonb(sessions))::text || (SELECT jsonb_agg(to_jsonb(users))::text FROM users) AS dump FROM sessions`,
    );

    expect(dump).not.toContain(refreshToken);
    expect(dump).not.toContain(accessToken);
    expect(dump).not.toContain(aUser().password);
    expect(dump).toContain('$argon2id$');
  });
});

describe('an access token', () => {
  const claims = { sub: '1', role: 'admin' };
  const settings = { algorithm: 'HS256' as const, iss: 'isobar', expiresIn: 60_000 };
  const key = () => service.environment.JWT_SECRET ?? '';

  it('is asked for', async () => {
    const answer = await service.get('/users/me');

    expectProblem(answer, 401, 'NOT_SIGNED_IN');
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  it.each([
    ['is garbage', () => 'a.b.c'],
    ['is signed by somebody else', () => createSigner({ ...settings, key: 'another secret altogether' })(claims)],
    ['is not signed at all', () => createSigner({ ...settings, algorithm: 'none', key: undefined })(claims)],
    ['is signed in another way', () => createSigner({ ...settings, algorithm: 'HS512', key: key() })(claims)],
    ['is for another service', () => createSigner({ ...settings, iss: 'other', key: key() })(claims)],
    ['has no end', () => createSigner({ algorithm: 'HS256', iss: 'isobar', key: key() })(claims)],
    ['names no role of ours', () => createSigner({ ...settings, key: key() })({ ...claims, role: 'root' })],
  ])('is refused when it %s', async (_, forge) => {
    expectProblem(await service.get('/users/me', { as: { accessToken: forge() } }), 401, 'TOKEN_INVALID');
  });

  it('is refused when it has expired, by a code of its own', async () => {
    const accessToken = createSigner({ ...settings, expiresIn: 1, clockTimestamp: Date.now() - 3_600_000, key: key() })({ ...claims, iat: Math.floor(Date.now() / 1000) - 3_600 });

    expectProblem(await service.get('/users/me', { as: { accessToken } }), 401, 'TOKEN_EXPIRED');
  });

  it.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer a b', 'a.b.c'])('is not read out of "%s"', async (Authorization) => {
    expectProblem(await service.get('/users/me', { headers: { Authorization } }), 401, 'TOKEN_INVALID');
  });
});
