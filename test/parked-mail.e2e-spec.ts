import { afterEach, describe, expect, it } from '@jest/globals';
import { runCommand } from './support/command.js';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { bootService } from './support/service.js';
import { aRegisteredUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const email = async (...args: string[]) => runCommand(service, 'email', args);

/** Registers somebody whose mailbox is refused for good; returns the address and the parked mail's id. */
async function refusedForGood(): Promise<{ address: string; id: string }> {
  mail.mode = 'reject';
  const { email: address } = await aRegisteredUser(service);
  const id = await eventually(async () => {
    const [parked] = await service.database.query<{ id: string }>('SELECT id FROM outbox WHERE parked_at IS NOT NULL');
    if (!parked) throw new Error('nothing is parked');
    return parked.id;
  });
  mail.mode = 'accept';
  return { address, id };
}

describe('a mail that the mail server refuses for good', () => {
  afterEach(async () => service.database.query('DELETE FROM outbox'));

  it('is parked after one attempt, with the reason and without the address, for `npm run email -- status` to show', async () => {
    const { address, id } = await refusedForGood();

    const { code, output } = await email('status');

    expect(code).toBe(0);
    expect(output).toContain(id);
    expect(output).toContain('SMTP 550');
    expect(output + service.worker.output).not.toContain(address);
    expect(await service.database.query('SELECT attempts FROM outbox WHERE id = $1', [id])).toEqual([{ attempts: 1 }]);
  });

  it.each([['retry'], ['replay-dead']])('arrives after `npm run email -- %s`', async (action) => {
    const { address, id } = await refusedForGood();

    expect(await email(action, ...(action === 'retry' ? [id] : []))).toEqual({ code: 0, output: '1 mail offered again.\n' });

    await mail.arrives(address);
  });

  it('is gone after `npm run email -- discard`', async () => {
    const { id } = await refusedForGood();

    expect(await email('discard', id)).toEqual({ code: 0, output: '1 mail discarded.\n' });

    expect(await email('retry', id)).toMatchObject({ code: 1, output: expect.stringContaining('No parked mail has this id') });
  });
});

describe('npm run email', () => {
  it('has nothing to do when nothing is parked', async () => {
    expect(await email('replay-dead')).toEqual({ code: 0, output: 'No mail is parked: there is nothing to do.\n' });
  });

  it.each([[[]], [['retry']], [['discard', 'everything']], [['purge']]])('explains itself after %j', async (args) => {
    const { code, output } = await email(...args);

    expect(code).toBe(2);
    expect(output).toContain('Usage: npm run email --');
  });
});
