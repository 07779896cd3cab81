import { z } from 'zod';

export const welcomeView = z
  .object({
    message: z.literal('Hello World'),
    name: z.string(),
    version: z.string(),
    links: z.record(z.string(), z.string()).describe('where to go from here'),
  })
  .meta({ id: 'Welcome' });

export type WelcomeView = z.infer<typeof welcomeView>;
