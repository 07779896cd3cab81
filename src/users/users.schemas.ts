import { z } from 'zod';
import { lineOfText } from '../platform/http/validation.js';
import { pageOf } from '../platform/http/pages.js';
import { roles } from './role.js';

export const displayName = lineOfText(80);

/** What anyone may see of a person. */
export const profileView = z.object({ id: z.int().positive(), displayName: z.string(), createdAt: z.iso.datetime() }).meta({ id: 'Profile' });
export type ProfileView = z.infer<typeof profileView>;

/** What a person, or an admin, sees of an account. */
export const accountView = z
  .object({
    id: z.int().positive(),
    email: z.string(),
    emailVerified: z.boolean(),
    displayName: z.string(),
    role: z.enum(roles),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Account' });
export type AccountView = z.infer<typeof accountView>;

export const accountPage = pageOf(accountView).meta({ id: 'AccountPage' });

export const accountChange = z.strictObject({ displayName: displayName.optional() }).meta({ id: 'AccountChange' });
export type AccountChange = z.infer<typeof accountChange>;
