import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/tokens/access-token.js';
import { CodedError } from '../contracts/errors.js';
import type { ServerTiming } from '../platform/http/routes/server-timing.js';
import { UserNotFound } from '../users/users.errors.js';
import { DashboardQueries } from './dashboard.queries.js';
import type { DashboardView } from './dashboard.schemas.js';

/** A person's account, orders and figures on one page. */
@Injectable()
export class DashboardService {
  constructor(private readonly queries: DashboardQueries) {}

  /**
   * Asks for the three parts at once, each on its own connection: it takes as long as the slowest.
   * @throws CodedError FORBIDDEN for anybody but the user and admins; UserNotFound
   */
  async show(viewer: Principal, userId: number, timing: ServerTiming): Promise<DashboardView> {
    if (viewer.id !== userId && viewer.role !== 'admin') throw new CodedError('FORBIDDEN', "This is somebody else's dashboard.");
    const { user, orders, stats } = await timing.gather({
      user: async () => this.queries.account(userId),
      orders: async () => this.queries.newestOrders(userId),
      stats: async () => this.queries.stats(userId),
    });
    if (!user) throw new UserNotFound();
    return { user, orders, stats };
  }
}
