import { z } from 'zod';
import { publicJwk } from './tokens/signing-key.js';

/** What 128 characters take at most, in whatever way they are typed; in UTF-16 code units. Longer ones cost nothing to refuse. */
export const typedPassword = z.string().max(512, { error: 'must have at most 128 characters', abort: true });

/**
 * Characters as people count them, whichever way they are typed. NFKC, which is what is hashed, makes 18 of the one ﷺ, and of halfwidth letters fewer
 * than NFC has.
 */
const lengthOf = (password: string) => Math.min(...['NFC', 'NFKC'].map((form) => Array.from(password.normalize(form)).length));

/** A password as it is set: NIST 800-63B's lengths, any characters but control ones. What is easily guessed is refused by `checkNewPassword`. */
export const newPassword = typedPassword
  .refine((password) => lengthOf(password) >= 8, 'must have at least 8 characters; three or four words do well')
  .refine((password) => lengthOf(password) <= 128, 'must have at most 128 characters')
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
  .meta({ openapi: { type: 'string', minLength: 8, maxLength: 128 } });

/** An address as people type it; kept as typed, compared without regard to case. */
export const emailAddress = z.string().trim().max(254).pipe(z.email()).meta({ openapi: { type: 'string', format: 'email', maxLength: 254 } });

/** Out of an authenticator app, or from the list of recovery codes. */
export const oneTimeCode = z
  .string()
  .trim()
  .min(1)
  .max(32)
  .meta({ description: 'of the authenticator app, or a recovery code; when a second factor is on', openapi: { type: 'string', minLength: 1, maxLength: 32 } });

export const credentials = z.strictObject({ email: emailAddress, password: typedPassword.min(1), code: oneTimeCode.optional() }).meta({ id: 'Credentials' });
export type Credentials = z.infer<typeof credentials>;

/** What somebody who is signed in proves once more. */
export const confirmation = z.strictObject({ password: typedPassword.min(1), code: oneTimeCode.optional() }).meta({ id: 'Confirmation' });
export type Confirmation = z.infer<typeof confirmation>;

export const passwordChange = z
  .strictObject({ currentPassword: typedPassword.min(1), code: oneTimeCode.optional(), newPassword })
  .meta({ id: 'PasswordChange' });
export type PasswordChange = z.infer<typeof passwordChange>;

export const refreshRequest = z.strictObject({ refreshToken: z.string().min(1).max(256) }).meta({ id: 'RefreshRequest' });
export type RefreshRequest = z.infer<typeof refreshRequest>;

export const tokenPair = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('seconds until the access token expires'),
  })
  .meta({ id: 'TokenPair' });
export type TokenPair = z.infer<typeof tokenPair>;

/** What a page gets, whose refresh token is in a cookie. */
export const browserToken = tokenPair.omit({ refreshToken: true }).meta({ id: 'BrowserToken' });
export type BrowserToken = z.infer<typeof browserToken>;

export const keySet = z.object({ keys: z.array(publicJwk) }).meta({ id: 'KeySet' });
export type KeySet = z.infer<typeof keySet>;

export const sessionId = z.uuid();

/** A client that is signed in, as its owner sees it. */
export const sessionView = z
  .object({
    id: sessionId,
    client: z.string().nullable().describe('how it called itself: the first 200 characters of its User-Agent'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    current: z.boolean().describe('whether it is the one that asks'),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

export const sessionList = z.object({ items: z.array(sessionView) }).meta({ id: 'SessionList' });
