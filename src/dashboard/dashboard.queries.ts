import { Injectable } from '@nestjs/common';
import type { OrderView } from '../contracts/orders.js';
import { BatchedRead } from '../platform/database/batched-read.js';
import { PreparedStatements } from '../platform/database/prepared-statements.js';
import type { AccountView } from '../users/users.schemas.js';
import type { DashboardView } from './dashboard.schemas.js';

type AccountRow = Omit<AccountView, 'createdAt'> & { createdAt: Date };
type OrderRow = Omit<OrderView, 'createdAt'> & { createdAt: Date; userId: number };
type StatsRow = Omit<DashboardView['stats'], 'lastOrderAt'> & { lastOrderAt: Date; userId: number };

const accounts = {
  name: 'dashboard_accounts',
  text: `SELECT id, email, email_verified AS "emailVerified", display_name AS "displayName", role, created_at AS "createdAt"
         FROM users WHERE id = ANY($1::bigint[])`,
};
const orders = {
  name: 'dashboard_orders',
  text: `SELECT newest.* FROM unnest($1::bigint[]) AS person (id) CROSS JOIN LATERAL (
           SELECT id, user_id AS "userId", sku, quantity, unit_price_cents AS "unitPriceCents", total_cents AS "totalCents",
                  currency, status, created_at AS "createdAt"
           FROM orders WHERE user_id = person.id ORDER BY created_at DESC, id DESC LIMIT 20) newest`,
};
const stats = {
  name: 'dashboard_stats',
  text: `SELECT user_id AS "userId", count(*) AS "orderCount", sum(total_cents)::bigint AS "totalSpentCents", max(created_at) AS "lastOrderAt"
         FROM orders WHERE user_id = ANY($1::bigint[]) GROUP BY user_id`,
};

/** The three reads behind a dashboard. */
@Injectable()
export class DashboardQueries {
  private readonly accountRows: BatchedRead<AccountRow>;
  private readonly orderRows: BatchedRead<OrderRow>;
  private readonly statsRows: BatchedRead<StatsRow>;

  constructor(statements: PreparedStatements) {
    this.accountRows = new BatchedRead(statements, accounts, 'id');
    this.orderRows = new BatchedRead(statements, orders, 'userId');
    this.statsRows = new BatchedRead(statements, stats, 'userId');
  }

  async account(userId: number): Promise<AccountView | undefined> {
    const row = await this.accountRows.one(userId);
    return row && { ...row, createdAt: row.createdAt.toISOString() };
  }

  async newestOrders(userId: number): Promise<OrderView[]> {
    const rows = await this.orderRows.many(userId);
    return rows.map(({ userId: _owner, createdAt, ...order }) => ({ ...order, createdAt: createdAt.toISOString() }));
  }

  async stats(userId: number): Promise<DashboardView['stats']> {
    const row = await this.statsRows.one(userId);
    if (!row) return { orderCount: 0, totalSpentCents: 0, lastOrderAt: null };
    return { orderCount: row.orderCount, totalSpentCents: row.totalSpentCents, lastOrderAt: row.lastOrderAt.toISOString() };
  }
}
