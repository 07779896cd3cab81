import { z } from 'zod';
import { orderView } from '../contracts/orders.js';
import { accountView } from '../users/users.schemas.js';

export const dashboardView = z
  .object({
    user: accountView,
    orders: z.array(orderView).describe('the newest 20'),
    stats: z.object({
      orderCount: z.int().nonnegative(),
      totalSpentCents: z.int().nonnegative(),
      lastOrderAt: z.iso.datetime().nullable(),
    }),
  })
  .meta({ id: 'Dashboard' });

export type DashboardView = z.infer<typeof dashboardView>;
