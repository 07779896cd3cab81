import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { dashboardView } from '../src/dashboard/dashboard.schemas.js';
import { eventually } from './support/eventually.js';
import { aPlacedOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { TestDatabase } from './support/test-database.js';
import { type SignedInUser, aSignedInUser, anAdmin } from './support/users.js';

describe('GET /dashboard/:userId', () => {
  const service = bootService();
  let ada: SignedInUser;
  beforeAll(async () => { ada = await aSignedInUser(service); });

  it('shows the account, the orders and what they come to', async () => {
    const grace = await aSignedInUser(service);
    const first = await aPlacedOrder(service, grace, { sku: 'barometer', quantity: 2 });
    const second = await aPlacedOrder(service, grace, { sku: 'thermometer' });

    const answer = await service.get(`/dashboard/${grace.id}`, { as: grace });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      user: (await service.get('/users/me', { as: grace })).body,
      orders: [second, first],
      stats: { orderCount: 2, totalSpentCents: 2 * 8900 + 1990, lastOrderAt: second.createdAt },
    });
  });

  it('is there before the first order', async () => {
    const answer = await service.get(`/dashboard/${ada.id}`, { as: ada });

    expect(answer.as(dashboardView)).toMatchObject({ orders: [], stats: { orderCount: 0, totalSpentCents: 0, lastOrderAt: null } });
  });

  it('shows the newest twenty orders, and counts them all', async () => {
    const buyer = await aSignedInUser(service);
    for (let n = 0; n < 22; n++) await aPlacedOrder(service, buyer, { quantity: n + 1 });

    const { orders, stats } = (await service.get(`/dashboard/${buyer.id}`, { as: buyer })).as(dashboardView);

    expect(orders.map(({ quantity }) => quantity)).toEqual(Array.from({ length: 20 }, (_, n) => 22 - n));
    expect(stats.orderCount).toBe(22);
  });

  it('gives each of many at once their own', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, async () => aSignedInUser(service)));
    await Promise.all(people.map(async (person, n) => aPlacedOrder(service, person, { quantity: n + 1 })));

    const dashboards = await Promise.all(people.map(async (person) => (await service.get(`/dashboard/${person.id}`, { as: person })).as(dashboardView)));

    expect(dashboards.map(({ user, orders }) => [user.id, orders.map(({ quantity }) => quantity)])).toEqual(people.map(({ id }, n) => [id, [n + 1]]));
  });

  it('is open to its owner and to admins only', async () => {
    const [eve, admin] = [await aSignedInUser(service), await anAdmin(service)];

    expectProblem(await service.get(`/dashboard/${ada.id}`), 401, 'NOT_SIGNED_IN');
    expectProblem(await service.get(`/dashboard/${ada.id}`, { as: eve }), 403, 'FORBIDDEN');
    expectProblem(await service.get('/dashboard/999999999', { as: eve }), 403, 'FORBIDDEN');
    expect(await service.get(`/dashboard/${ada.id}`, { as: admin })).toMatchObject({ status: 200, body: { user: { email: ada.email } } });
    expectProblem(await service.get('/dashboard/999999999', { as: admin }), 404, 'USER_NOT_FOUND');
    expectProblem(await service.get('/dashboard/me', { as: ada }), 400, 'VALIDATION_FAILED');
  });

  it('takes as long as its slowest part: all three run at once, each on a connection of its own', async () => {
    const locker = await TestDatabase.connect(service.database.url);
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE users, orders IN ACCESS EXCLUSIVE MODE');
    const asked = service.get(`/dashboard/${ada.id}`, { as: ada });
    try {
      await eventually(async () => {
        const waiting = await service.database.query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
        expect(waiting).toHaveLength(3);
      }, 4_000);
      await sleep(200);
    } finally {
      await locker.query('COMMIT');
      await locker.disconnect();
    }

    const answer = await asked;

    const parts = timings(answer.headers.get('Server-Timing'));
    expect(Object.keys(parts).sort()).toEqual(['orders', 'stats', 'user']);
    const slowest = Math.max(...Object.values(parts));
    expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(200);
    expect(Number(answer.headers.get('X-Process-Time')) * 1000).toBeLessThan(slowest + 200);
  });
});

/** Milliseconds by part, of a Server-Timing header. */
function timings(header: string | null): Record<string, number> {
  const entries = (header ?? '').split(', ').map((part) => /^(\w+);dur=([\d.]+)$/.exec(part)?.slice(1) ?? ['unreadable', '0']);
  return Object.fromEntries(entries.map(([name = '', duration]) => [name, Number(duration)]));
}
