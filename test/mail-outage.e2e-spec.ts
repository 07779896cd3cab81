import { expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });

const set = async (mode: typeof mail.mode) => {
  mail.mode = mode;
  return Promise.resolve();
};

it.each([
  ['is away', async () => mail.stop(), async () => mail.start()],
  ['refuses for now', async () => set('refuse'), async () => set('accept')],
  ['does not take us for who we are', async () => set('distrust'), async () => set('accept')],
])('a registration stands while the mail server %s; its one mail arrives later', async (_, off, on) => {
  const user = aUser();
  await off();

  expect((await service.post('/register', user)).status).toBe(201);
  const failures = service.worker.output.split('job failed').length;
  await eventually(() => { expect(service.worker.output.split('job failed').length).toBeGreaterThan(failures); });

  await on();
  await mail.arrives(user.email, 20_000);
  await eventually(async () => {
    expect(await service.database.query('SELECT id FROM outbox WHERE completed_at IS NULL')).toEqual([]);
  });
  expect(mail.to(user.email)).toHaveLength(1);
});

it('a link that was asked for while no mail could be sent arrives when one can, after any number of attempts', async () => {
  const { email } = await aRegisteredUser(service);
  await mail.arrives(email);
  mail.mode = 'refuse';
  await service.post('/auth/forgot-password', { email });
  await service.post('/auth/resend-verification', { email });
  await eventually(async () => {
    expect(await service.database.query('SELECT attempts FROM outbox WHERE completed_at IS NULL AND attempts > 4')).toHaveLength(2);
  }, 60_000);

  mail.mode = 'accept';

  await eventually(() => {
    expect(mail.to(email).map(({ subject }) => subject)).toEqual(expect.arrayContaining(['Set a new password', 'Confirm your address']));
  }, 40_000);
}, 120_000);
