import { z } from 'zod';
import { confirmation, emailAddress } from '../auth/auth.schemas.js';

export const addressChangeRequest = confirmation.extend({ email: emailAddress }).meta({ id: 'AddressChangeRequest' });
export type AddressChangeRequest = z.infer<typeof addressChangeRequest>;

export const addressChangeAsked = z.object({ message: z.literal('A link to confirm the new address was sent to it') }).meta({ id: 'AddressChangeAsked' });
export type AddressChangeAsked = z.infer<typeof addressChangeAsked>;
