import { z } from 'zod';

export const asyncWorkDone = z.object({ message: z.literal('Async operation') }).meta({ id: 'AsyncWorkDone' });
export const syncWorkDone = z.object({ message: z.literal('Sync operation') }).meta({ id: 'SyncWorkDone' });

export interface WorkDone {
  message: string;
}
