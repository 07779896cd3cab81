import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sessionList, tokenPair } from '../src/auth/auth.schemas.js';
import { eventually } from './support/eventually.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { Service, bootService } from './support/service.js';
import { aToken } from './support/tokens.js';
import { type SignedInUser, aSignedInUser, aUser, leave } from './support/users.js';

const service = bootService();
const refresh = async (refreshToken: string) => service.post('/auth/refresh', { refreshToken });
const refreshed = async (refreshToken: string) => (await refresh(refreshToken)).as(tokenPair);
const signInAgain = async ({ email, password }: SignedInUser, client?: string) =>
  (await service.post('/auth/login', { email, password }, { headers: client === undefined ? {} : { 'User-Agent': client } })).as(tokenPair);
/** As if the tokens had been spent so long ago. */
const letTimePass = async (seconds: number) => service.database.query(`UPDATE refresh_tokens SET spent_at = spent_at - $1 * interval '1 second'`, [seconds]);

describe('a refresh token', () => {
  it('is good for one new pair', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answer = await refresh(refreshToken);

    expect(answer.status).toBe(200);
    const pair = answer.as(tokenPair);
    expect(pair.refreshToken).not.toBe(refreshToken);
    expect((await service.get('/users/me', { as: pair })).status).toBe(200);
  });

  it('that is used again after its successor was ends the session for everyone who holds one of its tokens', async () => {
    const ada = await aSignedInUser(service);
    const second = await refreshed(ada.refreshToken);
    const third = await refreshed(second.refreshToken);

    expectProblem(await refresh(ada.refreshToken), 401, 'REFRESH_TOKEN_INVALID');

    expectProblem(await refresh(third.refreshToken), 401, 'REFRESH_TOKEN_INVALID');
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: third }), 401, 'SESSION_ENDED'); });
    await eventually(() => { expect(service.api.output).toContain('refresh token reused'); });
    expect(service.api.output).not.toContain(ada.refreshToken);
  });

  it('that is used again later ends the session too', async () => {
    const ada = await aSignedInUser(service);
    const next = await refreshed(ada.refreshToken);
    await letTimePass(11);

    expectProblem(await refresh(ada.refreshToken), 401, 'REFRESH_TOKEN_INVALID');

    expectProblem(await refresh(next.refreshToken), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('may be spent twice at the same moment by an honest client, which gets the same one and stays signed in', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const [first, second] = await Promise.all([refreshed(refreshToken), refreshed(refreshToken)]);

    expect(second.refreshToken).toBe(first.refreshToken);
    const next = await refreshed(first.refreshToken);
    expect((await refresh(next.refreshToken)).status).toBe(200);
  });

  it('that a thief uses right after its owner ends the session as soon as both have gone on', async () => {
    const ada = await aSignedInUser(service);
    const [owners, thiefs] = [await refreshed(ada.refreshToken), await refreshed(ada.refreshToken)];
    const stolen = await refreshed(thiefs.refreshToken);
    await letTimePass(11);

    expectProblem(await refresh(owners.refreshToken), 401, 'REFRESH_TOKEN_INVALID');

    expectProblem(await refresh(stolen.refreshToken), 401, 'REFRESH_TOKEN_INVALID');
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: stolen }), 401, 'SESSION_ENDED'); });
  });

  it('gives no more than one pair and one in grace, also when it is used many times at once', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answers = await Promise.all(Array.from({ length: 8 }, async () => refresh(refreshToken)));

    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(2);
    const [next, ...others] = new Set(given.map((answer) => answer.as(tokenPair).refreshToken));
    expect(others).toEqual([]);
    expect((await refresh(next!)).status).toBe(200);
  });

  it('ends with a logout, which may be repeated', async () => {
    const { refreshToken } = await aSignedInUser(service);

    const answers = [await service.post('/auth/logout', { refreshToken }), await service.post('/auth/logout', { refreshToken })];

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 204, text: '' });
      expectTraced(answer);
    }
    expectProblem(await refresh(refreshToken), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('must be one that was given', async () => {
    expectProblem(await refresh('made-up'), 401, 'REFRESH_TOKEN_INVALID');
    expectProblem(await service.post('/auth/refresh', {}), 400, 'VALIDATION_FAILED');
  });

  it('is not kept where it could be read', async () => {
    const { refreshToken, accessToken } = await aSignedInUser(service);

    const [{ dump } = { dump: '' }] = await service.database.query<{ dump: string }>(
      `SELECT (SELECT jsonb_agg(to_jsonb(sessions))::text FROM sessions) || (SELECT jsonb_agg(to_jsonb(users))::text FROM users)
           || (SELECT jsonb_agg(to_jsonb(refresh_tokens))::text FROM refresh_tokens) AS dump`,
    );

    expect(dump).not.toContain(refreshToken);
    expect(dump).not.toContain(accessToken);
    expect(dump).not.toContain(aUser().password);
    expect(dump).toContain('$argon2id$');
  });
});

describe('sessions', () => {
  it('are listed to their owner, who can end one of them', async () => {
    const ada = await aSignedInUser(service);
    const phone = await signInAgain(ada, 'A phone');

    const { items } = (await service.get('/auth/sessions', { as: phone })).as(sessionList);

    expect(items).toEqual([expect.objectContaining({ client: 'A phone', current: true }), expect.objectContaining({ current: false })]);
    expect((await service.delete(`/auth/sessions/${items[1]?.id ?? ''}`, { as: phone })).status).toBe(204);
    expectProblem(await refresh(ada.refreshToken), 401, 'REFRESH_TOKEN_INVALID');
    expect((await service.get('/auth/sessions', { as: phone })).as(sessionList).items).toHaveLength(1);
  });

  it("of somebody else's are neither listed nor ended", async () => {
    const [ada, eve] = [await aSignedInUser(service), await aSignedInUser(service)];
    const [hers] = (await service.get('/auth/sessions', { as: ada })).as(sessionList).items;

    expectProblem(await service.delete(`/auth/sessions/${hers?.id ?? ''}`, { as: eve }), 404, 'SESSION_NOT_FOUND');
    expectProblem(await service.delete(`/auth/sessions/${randomUUID()}`, { as: eve }), 404, 'SESSION_NOT_FOUND');
    expectProblem(await service.delete('/auth/sessions/1', { as: eve }), 400, 'VALIDATION_FAILED');

    expect((await refresh(ada.refreshToken)).status).toBe(200);
  });

  it('are a hundred at most: a sign-in past that ends the one that was used longest ago', async () => {
    const ada = await aSignedInUser(service);
    const laptop = await signInAgain(ada);
    await service.database.query(`UPDATE sessions SET last_used_at = now() - interval '1 day' WHERE user_id = $1`, [ada.id]);
    await service.database.query(
      `INSERT INTO sessions (id, user_id, last_used_at, expires_at) SELECT gen_random_uuid(), $1, now() - n * interval '1 minute', now() + interval '1 day' FROM generate_series(1, 98) n`,
      [ada.id],
    );
    await refreshed(laptop.refreshToken);

    const phone = await signInAgain(ada);

    expect((await service.get('/auth/sessions', { as: phone })).as(sessionList).items).toHaveLength(100);
    expectProblem(await refresh(ada.refreshToken), 401, 'REFRESH_TOKEN_INVALID');
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: ada }), 401, 'SESSION_ENDED'); }, 1_000);
    expect((await service.get('/users/me', { as: laptop })).status).toBe(200);
  });

  it('stay a hundred when many sign in at once', async () => {
    const ada = await aSignedInUser(service);
    await service.database.query(
      `INSERT INTO sessions (id, user_id, last_used_at, expires_at) SELECT gen_random_uuid(), $1, now() - n * interval '1 minute', now() + interval '1 day' FROM generate_series(1, 500) n`,
      [ada.id],
    );

    const pairs = await Promise.all(Array.from({ length: 10 }, async () => signInAgain(ada)));
    const last = await signInAgain(ada);

    expect((await service.get('/auth/sessions', { as: last })).as(sessionList).items).toHaveLength(100);
    for (const pair of pairs) expect((await refresh(pair.refreshToken)).status).toBe(200);
  });

  it('keep as much of what a client calls itself as one can read', async () => {
    const long = await signInAgain(await aSignedInUser(service), 'x'.repeat(10_000));

    expect((await service.get('/auth/sessions', { as: long })).as(sessionList).items[0]?.client).toBe('x'.repeat(200));
  });

  it('end everywhere at once', async () => {
    const ada = await aSignedInUser(service);
    const phone = await signInAgain(ada);

    expect((await service.delete('/auth/sessions', { as: phone })).status).toBe(204);

    for (const { refreshToken } of [ada, phone]) expectProblem(await refresh(refreshToken), 401, 'REFRESH_TOKEN_INVALID');
  });
});

describe('with a second API process', () => {
  const other = new Service({
    besides: service,
    environment: { JWT_SECRET: 'the next secret of the service', JWT_ACCEPTED_SECRETS: 'a secret that signs nothing but tests' },
  });
  beforeAll(async () => other.start());
  afterAll(async () => other.stop());

  it.each([
    ['is signed out', async (ada: SignedInUser) => service.post('/auth/logout', { refreshToken: ada.refreshToken })],
    ['deletes the account', async (ada: SignedInUser) => leave(service, ada)],
  ])('an access token holds nowhere a second after its owner %s', async (_, end) => {
    const ada = await aSignedInUser(service);
    expect((await other.get('/orders', { as: ada })).status).toBe(200);

    expect((await end(ada)).status).toBe(204);

    await eventually(async () => { expectProblem(await other.get('/orders', { as: ada }), 401, 'SESSION_ENDED'); }, 1_000);
    await eventually(async () => { expectProblem(await service.get('/orders', { as: ada }), 401, 'SESSION_ENDED'); }, 1_000);
  });

  it('the secret is changed without signing anyone out', async () => {
    const ada = await aSignedInUser(service);

    expect((await other.get('/users/me', { as: ada })).status).toBe(200);
    const next = (await other.post('/auth/refresh', { refreshToken: ada.refreshToken })).as(tokenPair);
    expect((await other.get('/users/me', { as: next })).status).toBe(200);
    expectProblem(await other.get('/users/me', { as: { accessToken: aToken(service, { secret: 'neither the one nor the other' }) } }), 401, 'TOKEN_INVALID');
  });

  it('the secret is changed without a second chain of refresh tokens', async () => {
    const ada = await aSignedInUser(service);
    const next = await refreshed(ada.refreshToken);

    expectProblem(await other.post('/auth/refresh', { refreshToken: ada.refreshToken }), 401, 'REFRESH_TOKEN_INVALID');

    expect((await other.post('/auth/refresh', { refreshToken: next.refreshToken })).status).toBe(200);
  });
});
