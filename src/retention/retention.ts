import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER, type Logger } from '../platform/observability/logger.js';

/** What is kept for a time only: rows of these tables go once their condition holds. */
const expired = {
  outbox: `completed_at < now() - interval '7 days'`,
  personal_events: `created_at < now() - interval '7 days'`,
  idempotency_keys: `created_at < now() - interval '24 hours'`,
  verification_links: 'expires_at < now()',
  password_reset_links: 'expires_at < now()',
  address_changes: `created_at < now() - interval '30 days'`,
  // An account's last one stays: who comes back after a year should hear of a stranger who came first.
  known_clients: `last_seen_at < now() - interval '180 days' AND EXISTS (
    SELECT FROM known_clients later WHERE later.user_id = known_clients.user_id AND (later.last_seen_at, later.id) > (known_clients.last_seen_at, known_clients.id))`,
  sessions: 'expires_at < now()',
  ended_sessions: `ended_at < now() - interval '1 hour'`,
  refresh_tokens: `spent_at < now() - interval '30 days'`,
} as const;

const everyMs = 3_600_000;
const batch = 5_000;

/** Deletes what has had its time, once an hour, in batches that nobody waits for. */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const purge = () => {
      this.purge().catch((error: unknown) => { this.logger.warn({ err: error }, 'what has expired could not be deleted'); });
    };
    this.timer = setInterval(purge, everyMs).unref();
    purge();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  async purge(): Promise<void> {
    for (const [table, condition] of Object.entries(expired)) {
      let deleted = batch;
      while (deleted === batch && !this.stopping) {
        const chosen = `SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
        [, deleted] = await this.dataSource.query<[unknown, number]>(`DELETE FROM ${table} WHERE ctid = ANY (ARRAY (${chosen}))`);
      }
    }
  }
}
