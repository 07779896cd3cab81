import { z } from 'zod';
import { emailAddress } from '../auth/auth.schemas.js';

/** Whatever a mail program has left of it: what is no token of ours is told as LINK_INVALID. */
export const linkToken = z.string();

export const verified = z.object({ message: z.literal('Email address verified') }).meta({ id: 'Verified' });
export type Verified = z.infer<typeof verified>;

export const resend = z.strictObject({ email: emailAddress }).meta({ id: 'VerificationRequest' });
export type Resend = z.infer<typeof resend>;

export const verificationPromised = z
  .object({ message: z.literal('If this address needs to be verified, a mail is on its way') })
  .meta({ id: 'VerificationPromised' });
export type VerificationPromised = z.infer<typeof verificationPromised>;
