import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { orderView } from '../src/contracts/orders.js';
import { orderPage } from '../src/orders/orders.schemas.js';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { anOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, aUser, leave } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const under = (key: string) => ({ headers: { 'Idempotency-Key': key } });

describe('POST /register with an Idempotency-Key', () => {
  it('answers a repeated request as the first, and sends one mail', async () => {
    const [user, key] = [aUser(), randomUUID()];

    const first = await service.post('/register', user, under(key));
    const second = await service.post('/register', user, under(key));

    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    await mail.arrives(user.email);
    await eventually(async () => { expect(await service.database.query('SELECT 1 FROM outbox WHERE completed_at IS NULL')).toEqual([]); });
    expect(mail.to(user.email)).toHaveLength(1);
  });

  it('answers twins at the same time alike', async () => {
    const [user, key] = [aUser(), randomUUID()];

    const answers = await Promise.all(Array.from({ length: 10 }, async () => service.post('/register', user, under(key))));

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
  });

  it.each([
    ['another address', { email: 'other@example.org' }],
    ['another password', { password: 'another horse battery' }],
    ['another name', { displayName: 'Somebody Else' }],
  ])('refuses the key for %s, and tells nothing of the first answer', async (_, overrides) => {
    const [user, key] = [aUser(), randomUUID()];
    await service.post('/register', user, under(key));

    const answer = await service.post('/register', { ...user, ...overrides }, under(key));

    expectProblem(answer, 422, 'IDEMPOTENCY_KEY_REUSED');
    expect(answer.text).not.toContain('userId');
  });

  it('repeats a refusal too', async () => {
    const [user, key] = [aUser(), randomUUID()];
    await service.post('/register', user);
    expectProblem(await service.post('/register', user, under(key)), 409, 'EMAIL_TAKEN');
    await service.database.query('DELETE FROM users WHERE email = $1', [user.email]);

    expectProblem(await service.post('/register', user, under(key)), 409, 'EMAIL_TAKEN');
    expect((await service.post('/register', user, under(randomUUID()))).status).toBe(201);
  });

  it('does not spend the key on what could not be read, or on a moment of trouble', async () => {
    const [user, key] = [aUser(), randomUUID()];
    expectProblem(await service.post('/register', { ...user, password: 'short' }, under(key)), 400, 'VALIDATION_FAILED');
    await service.database.query('ALTER TABLE outbox RENAME TO outbox_away');
    expectProblem(await service.post('/register', user, under(key)), 500, 'INTERNAL_ERROR');
    await service.database.query('ALTER TABLE outbox_away RENAME TO outbox');

    expect((await service.post('/register', user, under(key))).status).toBe(201);
  });

  it('forgets the key after a day', async () => {
    const [user, key] = [aUser(), randomUUID()];
    await service.post('/register', user, under(key));
    await service.database.query(`UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second' WHERE key = $1`, [key]);

    expect((await service.post('/register', aUser(), under(key))).status).toBe(201);
  });

  it.each([
    ['', 'an empty one'],
    ['x'.repeat(256), 'an endless one'],
    ['two words', 'one with a space'],
    ['ключ', 'one in another script'],
  ])('refuses as key %j, %#', async (key) => {
    const { errors } = expectProblem(
      await service.post('/register', aUser(), { headers: { 'Idempotency-Key': Buffer.from(key).toString('latin1') } }),
      400,
      'VALIDATION_FAILED',
    );

    expect(errors).toEqual([{ path: 'Idempotency-Key', message: expect.any(String) }]);
  });

  it('keeps nothing from which a password could be guessed', async () => {
    const [user, key] = [aUser({ password: 'guess me if you can' }), randomUUID()];
    await service.post('/register', user, under(key));

    const [row] = await service.database.query<{ kept: string; hash: string }>(
      'SELECT k::text AS kept, encode(fingerprint, $2) AS hash FROM idempotency_keys k WHERE key = $1',
      [key, 'hex'],
    );

    expect(row?.kept).not.toContain(user.password);
    expect(row?.kept).not.toContain(user.email);
    expect(row?.hash).toHaveLength(64);
  });
});

describe('POST /orders with an Idempotency-Key', () => {
  let [ada, eve]: SignedInUser[] = [];
  beforeAll(async () => { [ada, eve] = await Promise.all([aSignedInUser(service), aSignedInUser(service)]); });

  it('places one order, however often it is sent', async () => {
    const key = { as: ada!, ...under(randomUUID()) };

    const answers = await Promise.all(Array.from({ length: 5 }, async () => service.post('/orders', anOrder(), key)));
    answers.push(await service.post('/orders', anOrder(), key));

    expect(new Set(answers.map((answer) => answer.as(orderView).id)).size).toBe(1);
    expect((await service.get('/orders', { as: ada! })).as(orderPage).items).toHaveLength(1);
  });

  it("is no way to another's answer: a key belongs to who used it, and to one endpoint", async () => {
    const key = under(randomUUID());
    const hers = (await service.post('/orders', anOrder(), { as: ada!, ...key })).as(orderView);

    const anothers = (await service.post('/orders', anOrder(), { as: eve!, ...key })).as(orderView);

    expect(anothers.id).not.toBe(hers.id);
    expect((await service.post('/register', aUser(), key)).status).toBe(201);
    expectProblem(await service.post('/orders', anOrder(), key), 401, 'NOT_SIGNED_IN');
  });

  it('goes with its account', async () => {
    const leaver = await aSignedInUser(service);
    const key = { as: leaver, ...under(randomUUID()) };
    await service.post('/orders', anOrder(), key);
    await leave(service, leaver);

    expectProblem(await service.post('/orders', anOrder(), key), 401, 'NOT_SIGNED_IN');
    expect(await service.database.query('SELECT 1 FROM idempotency_keys WHERE user_id = $1', [leaver.id])).toEqual([]);
  });
});
