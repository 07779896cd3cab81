import { describe, expect, it } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import { accountView } from '../src/users/users.schemas.js';
import { eventually } from './support/eventually.js';
import { allAtOnce } from './support/held-account.js';
import { MailCatcher } from './support/mail-catcher.js';
import { linkIn } from './support/mailed-link.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, aUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const asBrowser = { headers: { Accept: 'text/html' } };
const asForm = { headers: { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' } };
const another = 'quite another horse';

const forgot = async (email: string) => service.post('/auth/forgot-password', { email });
const mailsOf = (user: SignedInUser, subject: string) => mail.to(user.email).filter((one) => one.subject === subject);
const mailed = async (user: SignedInUser, subject: string): Promise<ParsedMail> => eventually(() => {
  expect(mailsOf(user, subject)).not.toEqual([]);
  return mailsOf(user, subject).at(-1)!;
}, 10_000);

/** Somebody who forgot their password, and the path of the link that they got. */
async function forgetful(): Promise<{ user: SignedInUser; path: string }> {
  const user = await aSignedInUser(service);
  await forgot(user.email);
  return { user, path: linkIn(await mailed(user, 'Set a new password')) };
}

describe('a forgotten password', () => {
  it('is set anew by the link in a mail, once; every session ends, and the owner is told', async () => {
    const { user, path } = await forgetful();

    expect((await service.request('HEAD', path)).status).toBe(200);
    expect(await service.get(path)).toMatchObject({ status: 200, body: { message: 'This link is good' } });
    expect(await service.post(path, { newPassword: another })).toMatchObject({ status: 200, body: { message: 'Password set' } });

    expectProblem(await service.post('/auth/login', { email: user.email, password: user.password }), 401, 'CREDENTIALS_INVALID');
    const again = await service.post('/auth/login', { email: user.email, password: another });
    expect((await service.get('/users/me', { as: again.body as SignedInUser })).as(accountView).emailVerified).toBe(true);
    expectProblem(await service.post('/auth/refresh', { refreshToken: user.refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: user }), 401, 'SESSION_ENDED'); });
    for (const answer of [await service.get(path), await service.post(path, { newPassword: another })]) expectProblem(answer, 400, 'LINK_INVALID');
    expect((await mailed(user, 'Your password was changed')).text).toContain('Your password was changed.');
    expect(await service.database.query('SELECT action, actor_id FROM audit_log WHERE subject_id = $1', [user.id])).toEqual([
      { action: 'password.reset', actor_id: null },
    ]);
  });

  it('has a link that is good for one of several at once', async () => {
    const { path } = await forgetful();

    const answers = await Promise.all(Array.from({ length: 5 }, async (_, n) => service.post(path, { newPassword: `${another} ${n}` })));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  });

  it('has a link that is void after half an hour, and after another was used', async () => {
    const { user, path } = await forgetful();
    await service.database.query('UPDATE password_reset_links SET expires_at = now() WHERE user_id = $1', [user.id]);
    expectProblem(await service.post(path, { newPassword: another }), 400, 'LINK_INVALID');

    await forgot(user.email);
    await forgot(user.email);
    await eventually(() => { expect(mailsOf(user, 'Set a new password')).toHaveLength(3); }, 10_000);
    const [second, third] = mailsOf(user, 'Set a new password').slice(1).map(linkIn);
    expect((await service.post(second!, { newPassword: another })).status).toBe(200);
    expectProblem(await service.post(third!, { newPassword: another }), 400, 'LINK_INVALID');
  });

  it('has a link that is void once the password was changed', async () => {
    const { user, path } = await forgetful();
    expect(
      (await service.request('PUT', '/users/me/password', { currentPassword: user.password, newPassword: 'a third horse altogether' }, { as: user })).status,
    ).toBe(204);

    for (const answer of [await service.get(path), await service.post(path, { newPassword: another })]) expectProblem(answer, 400, 'LINK_INVALID');
  });

  it('takes one of two links that are used at once', async () => {
    const { user, path } = await forgetful();
    await forgot(user.email);
    const other = await eventually(() => {
      const [first, second] = mailsOf(user, 'Set a new password').map(linkIn);
      if (!second) throw new Error('no second mail');
      return first === path ? second : first!;
    }, 10_000);

    const answers = await Promise.all([path, other, path, other].map(async (link) => service.post(link, { newPassword: another })));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  it('keeps its link good when the new password is refused', async () => {
    const { path } = await forgetful();

    for (const newPassword of ['short', 'password1234']) expectProblem(await service.post(path, { newPassword }), 400, 'VALIDATION_FAILED');

    expect((await service.post(path, { newPassword: another })).status).toBe(200);
  });

  it('is asked for on a page, which a scanner does not use up', async () => {
    const { path } = await forgetful();

    expect((await service.get(path, asBrowser)).text).toContain('<form method="post">');
    const refused = await service.post(path, 'newPassword=password1234', asForm);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('The password must not be, or closely resemble, a password that is known from breaches');
    expect(refused.text).toContain('<form method="post">');
    const done = await service.post(path, `newPassword=${encodeURIComponent(another)}`, asForm);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Your password is set')]);
    const over = await service.get(path, asBrowser);
    expect([over.status, over.text]).toEqual([400, expect.stringContaining('already been used')]);
  });

  it('tells nobody who has an account, and writes to nobody who has none', async () => {
    const [user, nobody] = [await aSignedInUser(service), aUser()];

    const [known, unknown] = [await forgot(user.email.toUpperCase()), await forgot(nobody.email)];

    expect(known.status).toBe(202);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await mailed(user, 'Set a new password');
    expect(mail.to(nobody.email)).toEqual([]);
  });

  it('sends an account few mails, however often somebody asks', async () => {
    const user = await aSignedInUser(service);

    for (let n = 0; n < 6; n++) await forgot(user.email);

    await eventually(async () => {
      expect(await service.database.query(`SELECT FROM outbox WHERE job = 'account-email' AND completed_at IS NULL`)).toEqual([]);
    }, 10_000);
    expect(mailsOf(user, 'Set a new password')).toHaveLength(3);
  });

  it('sends no more when they are asked for at once', async () => {
    const user = await aSignedInUser(service);
    await mail.arrives(user.email);

    await allAtOnce(service, user.id, 20, async () => forgot(user.email));

    await eventually(async () => { expect(await service.database.query(`SELECT FROM outbox WHERE job = 'account-email' AND completed_at IS NULL`)).toEqual([]); }, 10_000);
    expect(mailsOf(user, 'Set a new password')).toHaveLength(3);
  });

  it('has a link that cannot be read out of the database', async () => {
    const { user, path } = await forgetful();

    const rows = await service.database.query('SELECT row_to_json(l)::text AS text FROM password_reset_links l WHERE user_id = $1', [user.id]);

    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(path.split('/').at(-1));
  });
});
