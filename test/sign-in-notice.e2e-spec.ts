import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true, environment: { TRUST_PROXY: '1' } });

const signInAs = async ({ email, password }: SignedInUser, client: string, address = '127.0.0.1') => {
  expect((await service.post('/auth/login', { email, password }, { headers: { 'User-Agent': client, 'X-Forwarded-For': address } })).status).toBe(200);
};
const notices = async (user: SignedInUser) => {
  await eventually(async () => { expect(await service.database.query('SELECT FROM outbox WHERE completed_at IS NULL')).toEqual([]); }, 10_000);
  return mail.to(user.email).filter(({ subject }) => subject === 'A new sign-in to your account').map(({ text = '' }) => text);
};

describe('a sign-in', () => {
  it('by a client that is new to the account is told to its owner, once', async () => {
    const user = await aSignedInUser(service);
    expect(await notices(user)).toEqual([]);

    for (let n = 0; n < 3; n++) await signInAs(user, 'A browser on a train');

    expect(await notices(user)).toEqual([expect.stringContaining('new sign-in to your account: A browser on a train, ')]);
  });

  it('from another network is told too, and from next door is not', async () => {
    const user = await aSignedInUser(service);
    await signInAs(user, 'Mine', '203.0.113.7');
    await signInAs(user, 'Mine', '203.0.200.9');
    expect(await notices(user)).toHaveLength(1);

    await signInAs(user, 'Mine', '198.51.100.7');

    expect(await notices(user)).toHaveLength(2);
  });

  it('is told without what a client could smuggle into the mail', async () => {
    const user = await aSignedInUser(service);

    await signInAs(user, `<b>You won</b>\t${'x'.repeat(500)}`);

    const [text = ''] = await notices(user);
    expect(text).toContain('<b>You won</b>xxx');
    expect(text).not.toContain('x'.repeat(201));
    const [{ html = '' } = {}] = mail.to(user.email).filter(({ subject }) => subject === 'A new sign-in to your account');
    expect(html).toContain('&lt;b&gt;You won');
  });
});
