import { z } from 'zod';
import { emailAddress, typedPassword } from '../auth/auth.schemas.js';

export const addressChangeRequest = z.strictObject({ email: emailAddress, password: typedPassword.min(1) }).meta({ id: 'AddressChangeRequest' });
export type AddressChangeRequest = z.infer<typeof addressChangeRequest>;

export const addressChangeAsked = z.object({ message: z.literal('A mail to the new address has a link that makes it yours') }).meta({ id: 'AddressChangeAsked' });
export type AddressChangeAsked = z.infer<typeof addressChangeAsked>;
