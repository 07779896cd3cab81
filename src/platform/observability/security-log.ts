import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../http/routes/caller.js';
import { LOGGER, type Logger } from './logger.js';

/** What concerns whether somebody is who they say they are. Changes of accounts are logged by the audit log. */
type SecurityEvent = 'signed in' | 'sign-in refused' | 'access refused' | 'refresh token reused';

interface Details {
  userId?: number | undefined;
  sessionId?: string | undefined;
  /** Why it was refused: an error code. */
  reason?: string;
}

/** Writes the log lines that a security officer looks for: each has the member `security`. None holds a secret, a token, a password or an address. */
@Injectable()
export class SecurityLog {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  note(security: SecurityEvent, caller: Pick<Caller, 'network' | 'requestId'>, details: Details = {}): void {
    this.logger.info({ security, ...details, network: caller.network, requestId: caller.requestId }, security);
  }

  /** The same for what should not happen in a quiet hour. */
  warn(security: SecurityEvent, caller: Pick<Caller, 'network' | 'requestId'>, details: Details = {}): void {
    this.logger.warn({ security, ...details, network: caller.network, requestId: caller.requestId }, security);
  }
}
