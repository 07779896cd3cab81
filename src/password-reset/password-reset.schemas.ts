import { z } from 'zod';
import { emailAddress, newPassword } from '../auth/auth.schemas.js';

export const forgotten = z.strictObject({ email: emailAddress }).meta({ id: 'ForgottenPassword' });
export type Forgotten = z.infer<typeof forgotten>;

export const mailPromised = z.object({ message: z.literal('If there is an account with this address, a mail is on its way') }).meta({ id: 'MailPromised' });
export type MailPromised = z.infer<typeof mailPromised>;

export const passwordReset = z.strictObject({ newPassword }).meta({ id: 'PasswordReset' });
export type PasswordReset = z.infer<typeof passwordReset>;

export const resetAnswer = z.object({ message: z.enum(['This link is good', 'Password set']) }).meta({ id: 'PasswordResetLink' });
export type ResetAnswer = z.infer<typeof resetAnswer>;
