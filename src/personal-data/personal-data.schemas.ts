import { z } from 'zod';
import { sessionView } from '../auth/auth.schemas.js';
import { orderView } from '../contracts/orders.js';
import { moderatedAccountView } from '../users/users.schemas.js';

const instant = z.iso.datetime();

/** All that is held about a person. */
export const personalData = z
  .object({
    exportedAt: instant,
    account: moderatedAccountView,
    sessions: z.array(sessionView),
    clients: z
      .array(z.object({ client: z.string().nullable(), firstSeenAt: instant, lastSeenAt: instant }))
      .describe('from where the account was signed in to'),
    addressChanges: z.array(z.object({ oldEmail: z.string(), newEmail: z.string(), createdAt: instant })),
    history: z.array(z.object({ at: instant, action: z.string(), byYourself: z.boolean() })).describe('what was done to the account'),
    orders: z.array(orderView),
    events: z.array(z.object({ offset: z.int(), name: z.string(), payload: orderView })).describe('what your sockets are told, as long as it is kept'),
  })
  .meta({ id: 'PersonalData' });
export type PersonalData = z.infer<typeof personalData>;
