import { z } from 'zod';
import { lineOfText } from '../platform/http/routes/validation.js';
import { pageOf, pageQuery } from '../platform/http/routes/pages.js';
import { roles } from './role.js';

/** The name of who does not give one. */
export const unnamed = 'Anonymous';

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

/** What an admin sees besides. */
export const moderatedAccountView = accountView.extend({ secondFactor: z.boolean(), blockedAt: z.iso.datetime().nullable() }).meta({ id: 'ModeratedAccount' });
export type ModeratedAccountView = z.infer<typeof moderatedAccountView>;

export const accountQuery = pageQuery.extend({ q: lineOfText(254).optional().describe('how their address or name begins') });
export type AccountQuery = z.infer<typeof accountQuery>;

export const accountPage = pageOf(moderatedAccountView).meta({ id: 'AccountPage' });

export const accountChange = z.strictObject({ displayName: displayName.optional() }).meta({ id: 'AccountChange' });
export type AccountChange = z.infer<typeof accountChange>;
