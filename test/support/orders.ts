import { type OrderView, orderView } from '../../src/contracts/orders.js';
import type { NewOrder } from '../../src/orders/orders.schemas.js';
import type { HttpClient } from './http-client.js';
import type { SignedInUser } from './users.js';

/** An order form, filled in. */
export function anOrder(overrides: Partial<NewOrder> = {}): NewOrder {
  return { sku: 'barometer', quantity: 1, ...overrides };
}

export async function aPlacedOrder(service: HttpClient, owner: SignedInUser, overrides?: Partial<NewOrder>): Promise<OrderView> {
  return (await service.post('/orders', anOrder(overrides), { as: owner })).as(orderView);
}
