import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { CodedError } from '../contracts/errors.js';
import { UsersService } from '../users/users.service.js';
import type { AuditEntryView } from './moderation.schemas.js';

/** As many entries of an account's history are shown. */
const shownEntries = 200;

/** What admins do to accounts. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** Nobody signs in to a blocked account, and its sessions end, sockets included. Repeating it changes nothing. @throws UserNotFound; CodedError FORBIDDEN */
  async block(actorId: number, id: number, requestId: string): Promise<void> {
    if (id === actorId) throw new CodedError('FORBIDDEN', 'You cannot block yourself.');
    await this.dataSource.transaction(async (tx) => {
      await this.users.holdAdmin(tx, actorId);
      if (!(await this.users.setBlocked(tx, id, true))) return;
      await this.sessions.endAll(tx, id);
      await this.audit.add(tx, { action: 'user.blocked', actorId, subjectId: id, requestId });
    });
  }

  /** @throws UserNotFound; CodedError FORBIDDEN */
  async unblock(actorId: number, id: number, requestId: string): Promise<void> {
    if (id === actorId) throw new CodedError('FORBIDDEN', 'You cannot unblock yourself.');
    await this.dataSource.transaction(async (tx) => {
      await this.users.holdAdmin(tx, actorId);
      if (await this.users.setBlocked(tx, id, false)) await this.audit.add(tx, { action: 'user.unblocked', actorId, subjectId: id, requestId });
    });
  }

  /** What was done to an account, the newest first; also to one that is gone. */
  async history(id: number): Promise<AuditEntryView[]> {
    const entries = await this.audit.about(id, shownEntries);
    return entries.map(({ at, action, actorId, details = {}, requestId = null }) => ({ at: at.toISOString(), action, actorId, details, requestId }));
  }
}
