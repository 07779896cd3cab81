import { beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { orderView } from '../src/contracts/orders.js';
import { orderPage } from '../src/orders/orders.schemas.js';
import { aPlacedOrder, anOrder } from './support/orders.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, leave } from './support/users.js';

describe('orders', () => {
  const service = bootService();
  let ada: SignedInUser;
  beforeAll(async () => { ada = await aSignedInUser(service); });

  it('are placed at the price of the list', async () => {
    const answer = await service.post('/orders', anOrder({ sku: 'rain-gauge', quantity: 3 }), { as: ada });

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(Number),
      sku: 'rain-gauge',
      quantity: 3,
      unitPriceCents: 2450,
      totalCents: 7350,
      currency: 'EUR',
      status: 'placed',
      createdAt: expect.any(String),
    });
    orderView.parse(answer.body);
  });

  it('keep their price when the list changes', async () => {
    const order = await aPlacedOrder(service, ada, { sku: 'wind-sock' });

    await service.database.query(`UPDATE products SET price_cents = 1 WHERE sku = 'wind-sock'`);

    expect((await service.get(`/orders/${order.id}`, { as: ada })).body).toEqual(order);
    expect(await aPlacedOrder(service, ada, { sku: 'wind-sock' })).toMatchObject({ unitPriceCents: 1 });
  });

  it.each([
    ['none', { quantity: 0 }, 'quantity'],
    ['less than none', { quantity: -1 }, 'quantity'],
    ['half of one', { quantity: 0.5 }, 'quantity'],
    ['too many', { quantity: 1001 }, 'quantity'],
    ['a quantity in words', { quantity: '1' }, 'quantity'],
    ['something without a SKU', { sku: '' }, 'sku'],
    ['a price of their own', { unitPriceCents: 1 }, 'unitPriceCents'],
    ['on behalf of somebody else', { userId: 1 }, 'userId'],
  ])('are refused for %s', async (_, overrides, path) => {
    const { errors } = expectProblem(await service.post('/orders', { ...anOrder(), ...overrides }, { as: ada }), 400, 'VALIDATION_FAILED');

    expect(errors?.map((error) => error.path)).toEqual([path]);
  });

  it('are refused for what is not on the list', async () => {
    expectProblem(await service.post('/orders', anOrder({ sku: 'umbrella' }), { as: ada }), 404, 'PRODUCT_NOT_FOUND');
  });

  it('are listed newest first, page by page, the own ones only', async () => {
    const grace = await aSignedInUser(service);
    const placed: number[] = [];
    for (let n = 0; n < 5; n++) placed.unshift((await aPlacedOrder(service, grace)).id);

    const first = (await service.get('/orders?limit=3', { as: grace })).as(orderPage);
    const second = (await service.get(`/orders?limit=3&cursor=${first.nextCursor ?? ''}`, { as: grace })).as(orderPage);

    expect(first.items).toHaveLength(3);
    expect(second.nextCursor).toBeNull();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(placed);
  });

  it('come page by page from the newest to the oldest, whatever their ids', async () => {
    const ida = await aSignedInUser(service);
    for (let n = 0; n < 5; n++) await aPlacedOrder(service, ida);
    await service.database.query("UPDATE orders SET created_at = now() - id % 3 * interval '1 day' WHERE user_id = $1", [ida.id]);

    const dates: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof orderPage> = (await service.get(`/orders?limit=2${cursor && `&cursor=${cursor}`}`, { as: ida })).as(orderPage);
      dates.push(...page.items.map(({ createdAt }) => createdAt));
      cursor = page.nextCursor;
    }

    expect(dates).toHaveLength(5);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('of others do not exist, as far as one can see', async () => {
    const { id } = await aPlacedOrder(service, ada);
    const eve = await aSignedInUser(service);

    const others = expectProblem(await service.get(`/orders/${id}`, { as: eve }), 404, 'ORDER_NOT_FOUND');
    const nobodys = expectProblem(await service.get('/orders/999999999', { as: eve }), 404, 'ORDER_NOT_FOUND');

    expect(others).toEqual({ ...nobodys, requestId: others.requestId });
  });

  it('are for people who are signed in', async () => {
    expectProblem(await service.post('/orders', anOrder()), 401, 'NOT_SIGNED_IN');
    expectProblem(await service.get('/orders'), 401, 'NOT_SIGNED_IN');
    expectProblem(await service.get('/orders/1'), 401, 'NOT_SIGNED_IN');
  });

  it('cannot be placed for an account that is gone, and outlive it when they were', async () => {
    const leaver = await aSignedInUser(service);
    const { id } = await aPlacedOrder(service, leaver);
    await leave(service, leaver);

    // Which of the two is known first depends on the moment.
    expect(await service.post('/orders', anOrder(), { as: leaver })).toMatchObject({
      status: 401,
      body: { code: expect.stringMatching(/^(?:NOT_SIGNED_IN|SESSION_ENDED)$/) },
    });

    expect(await service.database.query('SELECT user_id FROM orders WHERE id = $1', [id])).toEqual([{ user_id: null }]);
  });
});
