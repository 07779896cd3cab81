import { z } from 'zod';
import { publicJwk } from './signing-key.js';

/** A password as it is set: NIST 800-63B's lengths, any characters but control ones. */
export const newPassword = z.string().min(8).max(128).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');

/** An address as people type it; kept as typed, compared without regard to case. */
export const emailAddress = z.string().trim().max(254).pipe(z.email());

export const credentials = z.strictObject({ email: emailAddress, password: z.string().min(1).max(128) }).meta({ id: 'Credentials' });
export type Credentials = z.infer<typeof credentials>;

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

export const keySet = z.object({ keys: z.array(publicJwk) }).meta({ id: 'KeySet' });
export type KeySet = z.infer<typeof keySet>;

export const sessionId = z.uuid();

/** A client that is signed in, as its owner sees it. */
export const sessionView = z
  .object({
    id: sessionId,
    client: z.string().nullable().describe('how it called itself: its User-Agent'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    current: z.boolean().describe('whether it is the one that asks'),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

export const sessionList = z.object({ items: z.array(sessionView) }).meta({ id: 'SessionList' });
