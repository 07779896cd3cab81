import { describe, expect, it } from '@jest/globals';
import { tokenPair } from '../src/auth/auth.schemas.js';
import { issuedSecret, recoveryCodes } from '../src/second-factor/second-factor.schemas.js';
import { Authenticator, anAuthenticator, protect } from './support/authenticator.js';
import { eventually } from './support/eventually.js';
import type { Answer } from './support/http-client.js';
import { MailCatcher } from './support/mail-catcher.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, anAdmin, signIn } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const guesses = 3;
const limited = bootService({ besides: service, environment: { RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN: `${guesses}/minute` } });
const path = '/users/me/second-factor';

const enter = async ({ email, password }: SignedInUser, code?: string) => service.post('/auth/login', { email, password, code });
const put = async (user: SignedInUser, code: string) => service.request('PUT', path, { code }, { as: user });
const remove = async (user: SignedInUser, code?: string) => service.request('DELETE', path, { password: user.password, code }, { as: user });
const state = async (user: SignedInUser) => (await service.get(path, { as: user })).body;
const fields = (answer: Answer) => expectProblem(answer, 400, 'VALIDATION_FAILED').errors?.map((error) => error.path);
const subjects = (user: SignedInUser) => mail.to(user.email).map(({ subject }) => subject);
const refused = async (user: SignedInUser) =>
  eventually(async () => {
    expectProblem(await service.get('/users/me', { as: user }), 401, 'SESSION_ENDED');
  }, 3_000);

async function aProtectedUser(at = service) {
  const user = await aSignedInUser(at);
  return { user, ...(await protect(at, user)) };
}

describe('turning the second factor on', () => {
  it('takes the password, and a code of the app that was told the secret', async () => {
    const user = await aSignedInUser(service);
    expect(await state(user)).toEqual({ on: false, recoveryCodesLeft: 0 });
    expect(fields(await service.post(path, { password: 'not the password' }, { as: user }))).toEqual(['password']);

    const issued = (await service.post(path, { password: user.password }, { as: user })).as(issuedSecret);
    expect(issued.uri).toMatch(new RegExp(`^otpauth://totp/Isobar:${encodeURIComponent(user.email)}\\?issuer=Isobar&secret=${issued.secret}&`));
    expect((await enter(user)).status).toBe(200);

    expect(fields(await put(user, '000000'))).toEqual(['code']);
    expect((await put(user, new Authenticator(issued.secret).next())).as(recoveryCodes).recoveryCodes).toHaveLength(10);
    expect(await state(user)).toEqual({ on: true, recoveryCodesLeft: 10 });
  });

  it('ends the other sessions, and is told by mail', async () => {
    const user = await aSignedInUser(service);
    const elsewhere = await signIn(service, user);

    await protect(service, user);

    await refused(elsewhere);
    expect((await service.get('/users/me', { as: user })).status).toBe(200);
    await eventually(() => { expect(subjects(user)).toContain('Your second factor was turned on'); }, 10_000);
  });

  it('is done once, after it was begun', async () => {
    const user = await aSignedInUser(service);
    expectProblem(await put(user, '123456'), 409, 'SECOND_FACTOR_OFF');

    const { app, recoveryCodes: codes } = await protect(service, user);

    expectProblem(await service.post(path, { password: user.password, code: app.next() }, { as: user }), 409, 'SECOND_FACTOR_ON');
    expectProblem(await put(user, codes[0]!), 409, 'SECOND_FACTOR_ON');
    expect(await state(user)).toEqual({ on: true, recoveryCodesLeft: 10 });
  });

  it('forgets a secret that was given out before', async () => {
    const user = await aSignedInUser(service);
    const [first, second] = [
      await service.post(path, { password: user.password }, { as: user }),
      await service.post(path, { password: user.password }, { as: user }),
    ];

    expect(fields(await put(user, new Authenticator(first.as(issuedSecret).secret).next()))).toEqual(['code']);
    expect((await put(user, new Authenticator(second.as(issuedSecret).secret).next())).status).toBe(200);
  });
});

describe('guessing codes', () => {
  it('is limited as guessing passwords is, at the sign-in and for who is signed in', async () => {
    const { user } = await aProtectedUser(limited);
    for (let n = 0; n < guesses; n++)
      expectProblem(await limited.post('/auth/login', { email: user.email, password: user.password, code: '000000' }), 401, 'SECOND_FACTOR_INVALID');
    expectProblem(await limited.post('/auth/login', { email: user.email, password: user.password, code: '000000' }), 429, 'RATE_LIMITED');

    const other = await aSignedInUser(limited);
    const app = await anAuthenticator(limited, other);
    for (let n = 0; n < guesses; n++) expect(fields(await limited.request('PUT', path, { code: '000000' }, { as: other }))).toEqual(['code']);
    expectProblem(await limited.request('PUT', path, { code: app.next() }, { as: other }), 429, 'RATE_LIMITED');
  });
});

describe('signing in with a second factor', () => {
  it('takes a code besides the password, at the API and for pages', async () => {
    const { user, app } = await aProtectedUser();

    expectProblem(await enter(user), 401, 'SECOND_FACTOR_REQUIRED');
    expectProblem(
      await service.post('/auth/browser/login', { email: user.email, password: user.password }, { headers: { Origin: service.url } }),
      401,
      'SECOND_FACTOR_REQUIRED',
    );
    expectProblem(await enter(user, '000000'), 401, 'SECOND_FACTOR_INVALID');
    expect((await enter(user, app.next())).status).toBe(200);
  });

  it('tells nothing of the second factor to who does not know the password', async () => {
    const { user, app } = await aProtectedUser();
    const guesser = { ...user, password: 'not the password' };

    expectProblem(await enter(guesser), 401, 'CREDENTIALS_INVALID');
    const code = app.next();
    expectProblem(await enter(guesser, code), 401, 'CREDENTIALS_INVALID');
    expect((await enter(user, code)).status).toBe(200);
  });

  it('refuses a code that was used, and earlier ones', async () => {
    const { user, app } = await aProtectedUser();
    const code = app.next();
    expect((await enter(user, code)).status).toBe(200);

    for (const old of [code, app.ago(0), app.ago(1)]) expectProblem(await enter(user, old), 401, 'SECOND_FACTOR_INVALID');
  });

  it('lets in one of twenty who come with the same code at once', async () => {
    const { user, app, recoveryCodes: codes } = await aProtectedUser();
    for (const code of [app.next(), codes[0]]) {
      const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await enter(user, code)).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 401)).toHaveLength(19);
    }
  });

  it('takes each recovery code once, however it is typed', async () => {
    const { user, recoveryCodes: codes } = await aProtectedUser();
    const [first, second, third] = codes as [string, string, string];
    expect(new Set(codes).size).toBe(10);

    for (const typed of [first, second.toLowerCase(), third.replaceAll('-', ' ')]) {
      expect((await enter(user, typed)).status).toBe(200);
      expectProblem(await enter(user, typed), 401, 'SECOND_FACTOR_INVALID');
    }
    expect(await state(user)).toEqual({ on: true, recoveryCodesLeft: 7 });
  });

  it("does not take somebody else's codes", async () => {
    const [ada, bob] = [await aProtectedUser(), await aProtectedUser()];

    expectProblem(await enter(ada.user, bob.app.next()), 401, 'SECOND_FACTOR_INVALID');
    expectProblem(await enter(ada.user, bob.recoveryCodes[0]), 401, 'SECOND_FACTOR_INVALID');
  });

  it('is open again after the clock has gone on', async () => {
    const { user, app } = await aProtectedUser();
    const code = app.ago(-10);
    expectProblem(await enter(user, code), 401, 'SECOND_FACTOR_INVALID');

    await service.api.advance(300_000);

    expect((await enter(user, code)).status).toBe(200);
    await service.api.advance(-300_000);
  });
});

describe('with the second factor on', () => {
  it('a code is asked for wherever the password is', async () => {
    const { user, recoveryCodes: codes } = await aProtectedUser();
    const password = { currentPassword: user.password, newPassword: 'quite another horse' };
    const attempts: [string, string, object][] = [
      ['PUT', '/users/me/password', password],
      ['PUT', '/users/me/email', { email: 'ada@example.net', password: user.password }],
      ['POST', `${path}/recovery-codes`, { password: user.password }],
      ['DELETE', path, { password: user.password }],
      ['DELETE', '/users/me', { password: user.password }],
    ];
    for (const [method, where, body] of attempts) {
      expect(fields(await service.request(method, where, body, { as: user }))).toEqual(['code']);
      expect(fields(await service.request(method, where, { ...body, code: '000000' }, { as: user }))).toEqual(['code']);
    }

    expect((await service.request('PUT', '/users/me/password', { ...password, code: codes[0] }, { as: user })).status).toBe(204);
    expect((await service.request('DELETE', '/users/me', { password: password.newPassword, code: codes[1] }, { as: user })).status).toBe(204);
  });

  it('new recovery codes make the old ones void', async () => {
    const { user, app, recoveryCodes: old } = await aProtectedUser();

    const renewed = (await service.post(`${path}/recovery-codes`, { password: user.password, code: app.next() }, { as: user })).as(recoveryCodes).recoveryCodes;

    expectProblem(await enter(user, old[0]), 401, 'SECOND_FACTOR_INVALID');
    expect((await enter(user, renewed[0])).status).toBe(200);
  });

  it('a password that is set by mail does not turn it off', async () => {
    const { user } = await aProtectedUser();
    await service.post('/auth/forgot-password', { email: user.email });
    const link = await eventually(
      () => /https?:\S+(\/reset-password\/\S+)/.exec(mail.to(user.email).find(({ subject }) => subject === 'Set a new password')?.text ?? '')![1]!,
      10_000,
    );
    expect((await service.post(link, { newPassword: 'quite another horse' })).status).toBe(200);

    expectProblem(await enter({ ...user, password: 'quite another horse' }), 401, 'SECOND_FACTOR_REQUIRED');
  });

  it('nothing in the database gives the codes away', async () => {
    const user = await aSignedInUser(service);
    const { secret } = (await service.post(path, { password: user.password }, { as: user })).as(issuedSecret);
    const { recoveryCodes: codes } = (await put(user, new Authenticator(secret).next())).as(recoveryCodes);

    const [kept] = await service.database.query<{ text: string }>(
      `SELECT encode(sealed, 'escape') || encode(sealed, 'hex') || (SELECT string_agg(encode(hash, 'escape'), '') FROM recovery_codes WHERE user_id = $1) AS text FROM one_time_secrets WHERE user_id = $1`,
      [user.id],
    );

    for (const clear of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) expect(kept!.text.toUpperCase()).not.toContain(clear);
  });
});

describe('turning it off', () => {
  it('takes the password and a code, ends the other sessions, and is told by mail', async () => {
    const { user, app, recoveryCodes: codes } = await aProtectedUser();
    const elsewhere = { ...user, ...(await enter(user, codes[0])).as(tokenPair) };

    expect((await remove(user, app.next())).status).toBe(204);

    await refused(elsewhere);
    expect(await state(user)).toEqual({ on: false, recoveryCodesLeft: 0 });
    expect((await enter(user)).status).toBe(200);
    expectProblem(await remove(user), 409, 'SECOND_FACTOR_OFF');
    expectProblem(await service.post(`${path}/recovery-codes`, { password: user.password }, { as: user }), 409, 'SECOND_FACTOR_OFF');
    await eventually(() => { expect(subjects(user)).toContain('Your second factor was turned off'); }, 10_000);
  });

  it('is done by an admin for who has lost the app and the codes', async () => {
    const [admin, { user }] = [await anAdmin(service), await aProtectedUser()];
    expectProblem(await service.request('DELETE', `/users/${admin.id}/second-factor`, undefined, { as: admin }), 403, 'FORBIDDEN');
    expectProblem(await service.request('DELETE', '/users/999999999/second-factor', undefined, { as: admin }), 404, 'USER_NOT_FOUND');

    expect((await service.request('DELETE', `/users/${user.id}/second-factor`, undefined, { as: admin })).status).toBe(204);

    await refused(user);
    expect((await enter(user)).status).toBe(200);
    expectProblem(await service.request('DELETE', `/users/${user.id}/second-factor`, undefined, { as: admin }), 409, 'SECOND_FACTOR_OFF');
    expect((await service.get(`/users/${user.id}/history`, { as: admin })).body).toMatchObject({
      items: [
        { action: 'second-factor.off', actorId: admin.id },
        { action: 'second-factor.on', actorId: user.id },
      ],
    });
  });
});

describe('a change of the credentials', () => {
  it('leaves out who was checked just before it', async () => {
    const user = await aSignedInUser(service);
    const outcomes = await Promise.all(Array.from({ length: 12 }, async (_, n) => {
      if (n === 4) return service.request('PUT', '/users/me/password', { currentPassword: user.password, newPassword: 'quite another horse' }, { as: user });
      return enter(user);
    }));
    expect(outcomes[4]!.status).toBe(204);

    const others = outcomes.filter(({ status }) => status === 200).map((answer) => answer.as(tokenPair));
    expect(outcomes.every(({ status }) => [200, 204, 401].includes(status))).toBe(true);
    await eventually(async () => {
      for (const { accessToken } of others) expectProblem(await service.get('/users/me', { as: { accessToken } }), 401, 'SESSION_ENDED');
    }, 3_000);
    expect((await service.get('/users/me', { as: user })).status).toBe(200);
  });
});
