import { Injectable } from '@nestjs/common';
import { CodedError } from '../../contracts/errors.js';
import { AccessTokens, type Principal } from './access-token.js';
import { EndedSessions } from '../sessions/ended-sessions.js';

/** Says who an access token stands for: it is ours, it has not expired, and its session has not ended. */
@Injectable()
export class Identities {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly ended: EndedSessions,
  ) {}

  /** @throws CodedError TOKEN_EXPIRED, TOKEN_INVALID or SESSION_ENDED */
  of(token: string): Principal {
    const principal = this.tokens.verify(token);
    if (this.ended.has(principal.sessionId)) throw new SessionEnded();
    return principal;
  }
}

export class SessionEnded extends CodedError {
  constructor() {
    super('SESSION_ENDED', 'This session has ended. Sign in again.');
  }
}
