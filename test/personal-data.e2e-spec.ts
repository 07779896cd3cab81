import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { personalData } from '../src/personal-data/personal-data.schemas.js';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { aPlacedOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aSignedInUser, aUser, anAdmin, leave } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });

/** Every row of every table as a text. */
async function allRows(): Promise<string> {
  const tables = await service.database.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  const rows = await Promise.all(
    tables.map(async ({ name }) => service.database.query<{ text: string }>(`SELECT row_to_json(r)::text AS text FROM ${name} r`)),
  );
  return JSON.stringify(rows);
}

/** Every key of Redis with its value. */
async function allOfRedis(): Promise<string> {
  const redis = new Redis(service.environment.REDIS_URL!);
  try {
    const keys = await redis.keys('*');
    const values = await Promise.all(keys.map(async (key) => redis.dump(key).then((dump) => `${key} ${dump}`)));
    return values.join('\n');
  } finally {
    redis.disconnect();
  }
}

describe('deleting one\'s account', () => {
  it('takes the password', async () => {
    const user = await aSignedInUser(service);

    expectProblem(await service.request('DELETE', '/users/me', undefined, { as: user }), 400, 'VALIDATION_FAILED');
    const refused = expectProblem(await service.request('DELETE', '/users/me', { password: 'not this one' }, { as: user }), 400, 'VALIDATION_FAILED');

    expect(refused.errors).toEqual([{ path: 'password', message: 'is wrong' }]);
    expect((await service.get('/users/me', { as: user })).status).toBe(200);
  });

  it('leaves nothing of the person anywhere, and their orders without a name', async () => {
    const user = await aSignedInUser(service, { email: 'somebody.to.forget@example.org', displayName: 'Somebody To Forget' });
    const order = await aPlacedOrder(service, user);
    await service.request('PUT', '/users/me/email', { email: 'forget.me.too@example.org', password: user.password }, { as: user });
    await service.post('/auth/forgot-password', { email: user.email });
    await service.post('/auth/login', { email: user.email, password: user.password }, { headers: { 'User-Agent': 'Forgettable/1.0' } });
    await eventually(() => { expect(mail.received.length).toBeGreaterThanOrEqual(5); }, 10_000);
    const traces = /somebody\.to\.forget|forget\.me\.too|Somebody To Forget|Forgettable/i;
    expect(await allRows()).toMatch(traces);

    expect((await leave(service, user)).status).toBe(204);

    await eventually(async () => { expect(await allRows()).not.toMatch(traces); });
    expect(await allOfRedis()).not.toMatch(traces);
    expect(await service.database.query('SELECT user_id, total_cents FROM orders WHERE id = $1', [order.id])).toEqual([
      { user_id: null, total_cents: String(order.totalCents) },
    ]);
    expect(await service.database.query('SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id DESC LIMIT 1', [user.id])).toEqual([
      { action: 'user.erased' },
    ]);
  });

  it('is not for the last admin, nor for the last who is not blocked', async () => {
    const [first, second, third] = [await anAdmin(service), await anAdmin(service), await anAdmin(service)];

    expect((await leave(service, first)).status).toBe(204);
    expect((await service.request('PUT', `/users/${third.id}/block`, undefined, { as: second })).status).toBe(204);
    expectProblem(await leave(service, second), 409, 'LAST_ADMIN');
    await service.database.query('DELETE FROM users WHERE id = $1', [third.id]);
    expectProblem(await leave(service, second), 409, 'LAST_ADMIN');
  });

  it('leaves an admin when one blocks the other and goes at the same moment', async () => {
    const [one, two] = [await anAdmin(service), await anAdmin(service)];
    await service.database.query(`UPDATE users SET role = 'user' WHERE role = 'admin' AND id <> ALL ($1)`, [[one.id, two.id]]);

    await Promise.all([service.request('PUT', `/users/${two.id}/block`, undefined, { as: one }), leave(service, one)]);

    expect(await service.database.query(`SELECT FROM users WHERE role = 'admin' AND blocked_at IS NULL`)).toHaveLength(1);
  });
});

describe('GET /users/me/export', () => {
  it('hands over all that is held about its reader, and nothing else', async () => {
    const [user, other] = [await aSignedInUser(service), await aSignedInUser(service)];
    const orders = [await aPlacedOrder(service, user), await aPlacedOrder(service, user)];
    await aPlacedOrder(service, other);
    await service.request('PUT', '/users/me/password', { currentPassword: user.password, newPassword: 'quite another horse' }, { as: user });

    const answer = await service.get('/users/me/export', { as: user });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="isobar-export.json"');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const data = answer.as(personalData.strict());
    expect(data.account).toMatchObject({ id: user.id, email: user.email, role: 'user', blockedAt: null });
    expect(data.orders).toEqual([...orders].reverse());
    expect(data.events).toEqual(orders.map((payload, n) => ({ offset: n + 1, name: 'order:created', payload })));
    expect(data.sessions).toEqual([expect.objectContaining({ current: true })]);
    expect(data.history).toEqual([{ at: expect.any(String), action: 'password.changed', byYourself: true }]);
    expect(data.clients).toHaveLength(1);
    expect(answer.text).not.toContain(other.email);
    expect(answer.text).not.toMatch(/argon2|hash/i);
  });

  it('has every order of a long history', async () => {
    const user = await aSignedInUser(service, aUser());
    await service.database.query(
      `INSERT INTO orders (user_id, sku, quantity, unit_price_cents, total_cents, currency)
       SELECT $1, products.sku, 1, products.price_cents, products.price_cents, products.currency FROM (SELECT * FROM products LIMIT 1) products, generate_series(1, 1050)`,
      [user.id],
    );

    const { orders } = (await service.get('/users/me/export', { as: user })).as(personalData);

    expect(new Set(orders.map(({ id }) => id)).size).toBe(1_050);
  });
});
