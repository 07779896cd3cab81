import { Injectable } from '@nestjs/common';
import type { OrderView } from '../contracts/orders.js';
import { PreparedStatements } from '../platform/database/prepared-statements.js';
import type { AccountView } from '../users/users.schemas.js';
import type { DashboardView } from './dashboard.schemas.js';

/** A row has the shape of its view, with its time still a Date. */
type Row<View> = { [Key in keyof View]: Key extends 'createdAt' ? Date : View[Key] };

const userStatement = {
  name: 'dashboard_user',
  text: `SELECT id, email, email_verified AS "emailVerified", display_name AS "displayName", role, created_at AS "createdAt"
         FROM users WHERE id = $1`,
};
const ordersStatement = {
  name: 'dashboard_orders',
  text: `SELECT id, sku, quantity, unit_price_cents AS "unitPriceCents", total_cents AS "totalCents", currency, status, created_at AS "createdAt"
         FROM orders WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20`,
};
const statsStatement = {
  name: 'dashboard_stats',
  text: `SELECT count(*) AS "orderCount", coalesce(sum(total_cents), 0)::bigint AS "totalSpentCents", max(created_at) AS "lastOrderAt"
         FROM orders WHERE user_id = $1`,
};

interface StatsRow {
  orderCount: number;
  totalSpentCents: number;
  lastOrderAt: Date | null;
}

/** The three reads behind a dashboard. */
@Injectable()
export class DashboardQueries {
  constructor(private readonly statements: PreparedStatements) {}

  async user(userId: number): Promise<AccountView | undefined> {
    const [row] = await this.statements.read<Row<AccountView>>(userStatement, [userId]);
    return row && { ...row, createdAt: row.createdAt.toISOString() };
  }

  async orders(userId: number): Promise<OrderView[]> {
    const rows = await this.statements.read<Row<OrderView>>(ordersStatement, [userId]);
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  }

  async stats(userId: number): Promise<DashboardView['stats']> {
    const [row] = await this.statements.read<StatsRow & Record<string, unknown>>(statsStatement, [userId]);
    return { orderCount: row?.orderCount ?? 0, totalSpentCents: row?.totalSpentCents ?? 0, lastOrderAt: row?.lastOrderAt?.toISOString() ?? null };
  }
}
