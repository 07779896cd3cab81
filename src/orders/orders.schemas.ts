import { z } from 'zod';
import { orderView } from '../contracts/orders.js';
import { pageOf } from '../platform/http/routes/pages.js';

export const newOrder = z
  .strictObject({ sku: z.string().regex(/^[\w-]{1,64}$/, 'must be a SKU of the price list'), quantity: z.int().min(1).max(1000) })
  .meta({ id: 'NewOrder' });
export type NewOrder = z.infer<typeof newOrder>;

export const orderPage = pageOf(orderView).meta({ id: 'OrderPage' });
