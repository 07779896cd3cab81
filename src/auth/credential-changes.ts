import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditEntry, AuditLog } from '../audit/audit-log.js';
import type { AccountMail } from '../contracts/jobs.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { Outbox } from '../platform/queue/outbox.js';
import { SessionsService } from './sessions/sessions.service.js';

type Noted = Pick<AuditEntry, 'action' | 'actorId' | 'subjectId'>;

interface CredentialChange extends Noted {
  /** The session that asked for it, which does not end. */
  keep?: string | undefined;
  /** Whether that session has shown a one-time code; unless said, as before. */
  secondFactor?: boolean;
  mail: AccountMail;
}

/** What comes with a change of that by which somebody signs in, in its transaction `tx`. */
@Injectable()
export class CredentialChanges {
  constructor(
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  /** Ends the account's other sessions, notes the change, and has its owner told by mail. */
  async conclude(tx: EntityManager, { keep, secondFactor, mail, ...noted }: CredentialChange, context: RequestContext): Promise<void> {
    await this.sessions.endAll(tx, noted.subjectId, keep);
    if (keep !== undefined && secondFactor !== undefined) await this.sessions.setSecondFactor(tx, keep, secondFactor);
    await this.note(tx, noted, context);
    await this.outbox.add(tx, 'account-email', mail, context.traceparent);
  }

  async note(tx: EntityManager, noted: Noted, { requestId }: RequestContext): Promise<void> {
    await this.audit.add(tx, { ...noted, requestId });
  }
}
