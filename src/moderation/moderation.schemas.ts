import { z } from 'zod';

/** A change to an account, as admins see it. */
export const auditEntryView = z
  .object({
    at: z.iso.datetime(),
    action: z.string(),
    actorId: z.int().nullable().describe('who did it; null when it was the system'),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof auditEntryView>;

export const auditTrail = z.object({ items: z.array(auditEntryView) }).meta({ id: 'AuditTrail' });
