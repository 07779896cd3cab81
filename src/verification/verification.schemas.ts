import { z } from 'zod';

/** Whatever a mail program has left of it: what is no token of ours is told as LINK_INVALID. */
export const linkToken = z.string();

export const verified = z.object({ message: z.literal('Email address verified') }).meta({ id: 'Verified' });
export type Verified = z.infer<typeof verified>;
