import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { accountView } from '../src/users/users.schemas.js';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { linkIn } from './support/mailed-link.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, signIn } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });

const newAddress = () => `${randomUUID()}@example.net`;
const ask = async (user: SignedInUser, email: string, password = user.password) => service.request('PUT', '/users/me/email', { email, password }, { as: user });
const mailed = async (address: string, subject: string) => eventually(() => {
  const found = mail.to(address).find((one) => one.subject === subject);
  if (!found) throw new Error(`no mail "${subject}" to ${address}`);
  return found;
}, 10_000);
const settled = async () =>
  eventually(async () => {
    expect(await service.database.query(`SELECT FROM outbox WHERE completed_at IS NULL`)).toEqual([]);
  }, 10_000);

describe('another address', () => {
  it("is the account's once its link is followed; both addresses are told", async () => {
    const [user, email] = [await aSignedInUser(service), newAddress()];

    expect(await ask(user, email)).toMatchObject({ status: 202, body: { message: 'A link to confirm the new address was sent to it' } });
    expect((await mailed(user.email, 'Another address was asked for')).text).not.toContain(email);
    expect((await service.get('/users/me', { as: user })).as(accountView).email).toBe(user.email);
    const path = linkIn(await mailed(email, 'Confirm your new address'));
    expect(await service.post(path)).toMatchObject({ status: 200, body: { message: 'Email address verified' } });

    expect((await service.get('/users/me', { as: user })).as(accountView)).toMatchObject({ email, emailVerified: true });
    expect((await mailed(email, 'Your address was changed')).text).toContain('This is now the address of your account');
    expect((await mailed(user.email, 'Your address was changed')).text).toContain('The address of your account was changed');
    expectProblem(await service.post('/auth/login', { email: user.email, password: user.password }), 401, 'CREDENTIALS_INVALID');
    await signIn(service, { ...user, email });
    expectProblem(await service.post(path), 400, 'LINK_INVALID');
    expect(await service.database.query('SELECT action, actor_id, details FROM audit_log WHERE subject_id = $1', [user.id])).toEqual([
      { action: 'email.changed', actor_id: String(user.id), details: {} },
    ]);
  });

  it("is not told to be somebody's, and becomes nobody's twice", async () => {
    const [user, other] = [await aSignedInUser(service), await aSignedInUser(service)];

    expect((await ask(user, other.email.toUpperCase())).status).toBe(202);
    await mailed(user.email, 'Another address was asked for');
    await settled();
    expect(mail.to(other.email.toUpperCase()).concat(mail.to(other.email)).filter(({ subject }) => subject === 'Confirm your new address')).toEqual([]);

    const email = newAddress();
    await ask(user, email);
    await ask(other, email);
    const paths = await eventually(() => {
      const links = mail.to(email).map(linkIn);
      expect(links).toHaveLength(2);
      return links;
    }, 10_000);
    expect((await service.post(paths[0]!)).status).toBe(200);
    expectProblem(await service.post(paths[1]!), 409, 'EMAIL_TAKEN');
  });

  it('may be the same in other letters', async () => {
    const user = await aSignedInUser(service);
    const email = user.email.toUpperCase().replace('EXAMPLE.ORG', 'example.org');

    await ask(user, email);
    const path = linkIn(await mailed(email, 'Confirm your new address'));

    expect((await service.post(path)).status).toBe(200);
    expect((await service.get('/users/me', { as: user })).as(accountView).email).toBe(email);
  });

  it('takes the password, whose guesses are counted', async () => {
    const user = await aSignedInUser(service);

    const refused = expectProblem(await ask(user, newAddress(), 'not mine at all'), 400, 'VALIDATION_FAILED');

    expect(refused.errors).toEqual([{ path: 'password', message: 'is wrong' }]);
    expect(await service.database.query('SELECT FROM address_changes WHERE user_id = $1', [user.id])).toEqual([]);
  });

  it('is not given any more once the password was changed', async () => {
    const [user, email] = [await aSignedInUser(service), newAddress()];
    await ask(user, email);
    const path = linkIn(await mailed(email, 'Confirm your new address'));
    expect(
      (await service.request('PUT', '/users/me/password', { currentPassword: user.password, newPassword: 'quite another horse' }, { as: user })).status,
    ).toBe(204);

    expectProblem(await service.post(path), 400, 'LINK_INVALID');
    expect((await service.get('/users/me', { as: user })).as(accountView).email).toBe(user.email);
  });

  it('can be asked for five times a day: a stranger whose it is gets no more mails than that', async () => {
    const [user, email] = [await aSignedInUser(service), newAddress()];

    const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(user, email)));

    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 202);
    for (const answer of refused) expectProblem(answer, 429, 'RATE_LIMITED');
    expect(Number(refused[0]?.headers.get('Retry-After'))).toBeGreaterThan(86_000);
    await settled();
    expect(mail.to(email)).toHaveLength(5);
    await service.database.query(`UPDATE address_changes SET created_at = created_at - interval '1 day' WHERE user_id = $1`, [user.id]);
    expect((await ask(user, email)).status).toBe(202);
  });

  it('makes links to the old one void', async () => {
    const [user, email] = [await aSignedInUser(service), newAddress()];
    await service.post('/auth/forgot-password', { email: user.email });
    const reset = linkIn(await mailed(user.email, 'Set a new password'));

    await ask(user, email);
    expect((await service.post(linkIn(await mailed(email, 'Confirm your new address')))).status).toBe(200);

    expectProblem(await service.post(reset, { newPassword: 'quite another horse' }), 400, 'LINK_INVALID');
  });
});
