import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PreparedStatements } from '../../platform/database/prepared-statements.js';
import { LOGGER, type Logger } from '../../platform/observability/logger.js';
import { accessTokenSeconds } from '../tokens/access-token.js';

/** How soon every process knows that a session has ended; in milliseconds. */
const askEveryMs = 300;
/** A deletion's time is that of its statement: it may be seen only so many seconds later, when its transaction commits. */
const commitWithinSeconds = 15;
/** Ended sessions matter as long as a token of theirs may be out; in seconds. */
const rememberSeconds = accessTokenSeconds + commitWithinSeconds;

const endedSince = {
  name: 'ended_sessions_since',
  text: `SELECT session_id AS id FROM ended_sessions WHERE ended_at > now() - $1 * interval '1 second'`,
};

/**
 * The sessions that have ended while access tokens of theirs are still out. PostgreSQL notes each one as its row goes, whatever
 * deletes it; every API process asks for the latest, so that none needs Redis to refuse a token.
 */
@Injectable()
export class EndedSessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** When each may be forgotten; milliseconds of `performance.now()`. */
  private readonly forgetAt = new Map<string, number>();
  private readonly listeners: ((sessionId: string) => void)[] = [];
  private askedAt: number | undefined;
  private failing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly statements: PreparedStatements,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  has(sessionId: string): boolean {
    return this.forgetAt.has(sessionId);
  }

  /** `listener` hears of each session once, soon after its end. */
  onEnd(listener: (sessionId: string) => void): void {
    this.listeners.push(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.ask();
    this.scheduleNext();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private scheduleNext(): void {
    this.timer = setTimeout(() => {
      this.ask()
        .catch((error: unknown) => { this.missed(error); })
        .finally(() => { if (this.timer) this.scheduleNext(); });
    }, askEveryMs).unref();
  }

  private async ask(): Promise<void> {
    const now = performance.now();
    const sinceSeconds = this.askedAt === undefined ? rememberSeconds : Math.ceil((now - this.askedAt) / 1000) + commitWithinSeconds;
    const rows = await this.statements.read<{ id: string }>(endedSince, [Math.min(sinceSeconds, rememberSeconds)]);
    this.askedAt = now;
    this.failing = false;
    for (const { id } of rows) this.learn(id, now);
    this.forget(now);
  }

  /** Said once, however long it lasts. */
  private missed(error: unknown): void {
    if (!this.failing) this.logger.warn({ err: error }, 'ended sessions could not be read; retrying');
    this.failing = true;
  }

  private learn(sessionId: string, now: number): void {
    if (this.forgetAt.has(sessionId)) return;
    this.forgetAt.set(sessionId, now + rememberSeconds * 1000);
    for (const listener of this.listeners) listener(sessionId);
  }

  /** They were learnt in the order in which they may be forgotten. */
  private forget(now: number): void {
    for (const [sessionId, at] of this.forgetAt) {
      if (at > now) return;
      this.forgetAt.delete(sessionId);
    }
  }
}
