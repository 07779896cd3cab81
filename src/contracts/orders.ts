import { z } from 'zod';

/** An order as its owner sees it, over HTTP and over a socket. Money is integer cents. */
export const orderView = z
  .object({
    id: z.int().positive(),
    sku: z.string(),
    quantity: z.int().positive(),
    unitPriceCents: z.int().nonnegative(),
    totalCents: z.int().nonnegative(),
    currency: z.string().length(3).describe('ISO 4217 code'),
    status: z.enum(['placed']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Order' });

export type OrderView = z.infer<typeof orderView>;
