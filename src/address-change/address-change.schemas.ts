import { z } from 'zod';
import { confirmation, emailAddress } from '../auth/auth.schemas.js';

export const addressChangeRequest = confirmation.extend({ email: emailAddress }).meta({ id: 'AddressChangeRequest' });
export type AddressChangeRequest = z.infer<typeof addressChangeRequest>;

export const addressChangeAsked = z.object({ message: z.literal('A mail to the new address has a link that makes it yours') }).meta({ id: 'AddressChangeAsked' });
export type AddressChangeAsked = z.infer<typeof addressChangeAsked>;
