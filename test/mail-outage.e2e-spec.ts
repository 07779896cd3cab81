import { expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { bootService } from './support/service.js';
import { aUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });

const set = async (mode: typeof mail.mode) => {
  mail.mode = mode;
  return Promise.resolve();
};

it.each([
  ['is away', async () => mail.stop(), async () => mail.start()],
  ['refuses for now', async () => set('refuse'), async () => set('accept')],
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
