import { z } from 'zod';
import { emailAddress, newPassword } from '../auth/auth.schemas.js';
import { displayName, unnamed } from '../users/users.schemas.js';

export const registration = z
  .strictObject({ email: emailAddress, password: newPassword, displayName: displayName.default(unnamed) })
  .meta({ id: 'Registration' });
export type Registration = z.infer<typeof registration>;

export const registered = z.object({ message: z.literal('User registered'), userId: z.int().positive() }).meta({ id: 'Registered' });
export type Registered = z.infer<typeof registered>;
