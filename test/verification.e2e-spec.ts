import { describe, expect, it } from '@jest/globals';
import { accountView } from '../src/users/users.schemas.js';
import { eventually } from './support/eventually.js';
import { allAtOnce } from './support/held-account.js';
import type { Answer } from './support/http-client.js';
import { MailCatcher } from './support/mail-catcher.js';
import { linkIn } from './support/mailed-link.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const asBrowser = { headers: { Accept: 'text/html,application/xhtml+xml' } };

/** Somebody who registered, and the path of the link in their mail. */
async function welcomed(): Promise<{ user: SignedInUser; path: string }> {
  const user = await aSignedInUser(service);
  const { text = '' } = await mail.arrives(user.email);
  const [link = ''] = /http\S+\/verify-email\/\S+/.exec(text) ?? [];
  return { user, path: new URL(link).pathname };
}

const isVerified = async (user: SignedInUser) => (await service.get('/users/me', { as: user })).as(accountView).emailVerified;

describe('another link', () => {
  const resend = async (email: string) => service.post('/auth/resend-verification', { email });

  it('is sent to who has an address to verify, and to nobody else; the answer tells no difference', async () => {
    const { user, path } = await welcomed();

    const [known, unknown] = [await resend(user.email), await resend(`nobody-${user.email}`)];

    expect(known.status).toBe(202);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    const second = await eventually(() => {
      const links = mail.to(user.email).map(linkIn);
      expect(links).toHaveLength(2);
      return links.find((link) => link !== path)!;
    }, 10_000);
    expect((await service.post(second)).status).toBe(200);
    await resend(user.email);
    await eventually(async () => { expect(await service.database.query('SELECT FROM outbox WHERE completed_at IS NULL')).toEqual([]); }, 10_000);
    expect(mail.to(user.email)).toHaveLength(2);
    expect(mail.to(`nobody-${user.email}`)).toEqual([]);
  });

  it('is sent few times, however many ask for one at once', async () => {
    const { user } = await welcomed();

    await allAtOnce(service, user.id, 20, async () => resend(user.email));

    await eventually(async () => { expect(await service.database.query('SELECT FROM outbox WHERE completed_at IS NULL')).toEqual([]); }, 10_000);
    expect(mail.to(user.email)).toHaveLength(4);
  });
});

describe('the link in the welcome mail', () => {
  it('verifies the address, once', async () => {
    const { user, path } = await welcomed();
    expect(await isVerified(user)).toBe(false);

    expect(await service.get(path)).toMatchObject({ status: 200, body: { message: 'Email address verified' } });

    expect(await isVerified(user)).toBe(true);
    expectProblem(await service.get(path), 400, 'LINK_INVALID');
  });

  it('asks a person first, so that a scanner does not use it up', async () => {
    const { user, path } = await welcomed();

    for (let visit = 0; visit < 2; visit++) {
      const page = await service.get(path, asBrowser);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<form method="post">');
      expect(page.headers.get('Cache-Control')).toBe('no-store');
      expect(page.headers.get('Referrer-Policy')).toBe('no-referrer');
    }
    expect(await isVerified(user)).toBe(false);
    const thanks = await service.post(path, undefined, asBrowser);

    expect(thanks.status).toBe(200);
    expect(thanks.text).toContain('Your address is confirmed.');
    expect(await isVerified(user)).toBe(true);
    for (const again of [await service.get(path, asBrowser), await service.post(path, undefined, asBrowser)]) {
      expect(again.status).toBe(400);
      expect(again.text).toContain('already been used');
    }
  });

  it('is not used up by HEAD, which answers as GET would', async () => {
    const { user, path } = await welcomed();

    for (const options of [undefined, asBrowser]) {
      const head = await service.request('HEAD', path, undefined, options);
      expect([head.status, head.text, head.headers.get('Cache-Control')]).toEqual([200, '', 'no-store']);
    }
    expect(await isVerified(user)).toBe(false);
    const lengthOf = ({ headers }: Answer) => headers.get('Content-Length');
    expect(lengthOf(await service.request('HEAD', path))).toBe(lengthOf(await service.get(path)));

    expect(await isVerified(user)).toBe(true);
    for (const options of [undefined, asBrowser]) expect((await service.request('HEAD', path, undefined, options)).status).toBe(400);
  });

  it('is good for one of several at once', async () => {
    const { path } = await welcomed();

    const answers = await Promise.all(Array.from({ length: 8 }, async () => service.post(path)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 400)]);
  });

  it('expires', async () => {
    const { user, path } = await welcomed();
    await service.database.query('UPDATE verification_links SET expires_at = now() WHERE user_id = $1', [user.id]);

    expectProblem(await service.post(path), 400, 'LINK_INVALID');

    expect(await isVerified(user)).toBe(false);
  });

  it('verifies no address but the one it was sent to', async () => {
    const { user, path } = await welcomed();
    await service.database.query('UPDATE users SET email = $1 WHERE id = $2', [`moved-${user.email}`, user.id]);

    expectProblem(await service.post(path), 400, 'LINK_INVALID');
  });

  it('cannot be read out of the database', async () => {
    const { user, path } = await welcomed();

    const kept = await service.database.query<{ row: string }>('SELECT l::text AS row FROM verification_links l WHERE user_id = $1', [user.id]);

    expect(kept).toHaveLength(1);
    expect(kept[0]?.row).not.toContain(path.split('/').at(-1));
    expect(service.api.output + service.worker.output).not.toContain(path.split('/').at(-1));
  });

  it.each(['x', '%00', '..%2F..', 'a'.repeat(5_000), "'; DROP TABLE users; --"])('is no other text, such as %s', async (token) => {
    expectProblem(await service.get(`/verify-email/${token}`), 400, 'LINK_INVALID');
  });
});
