import { z } from 'zod';

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
