import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/tokens/access-token.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import type { OrderView } from '../contracts/orders.js';
import { OrdersService } from '../orders/orders.service.js';
import { UsersService } from '../users/users.service.js';
import { PersonalDataQueries } from './personal-data.queries.js';
import type { PersonalData } from './personal-data.schemas.js';

const pageSize = 100;

/** Hands over all that is held about a person. */
@Injectable()
export class ExportService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly orders: OrdersService,
    private readonly queries: PersonalDataQueries,
  ) {}

  /** The JSON of a {@link PersonalData}, piece by piece: a long history is never in memory as a whole. @throws UserNotFound before the first piece */
  async begin({ id, sessionId }: Principal): Promise<AsyncGenerator<string>> {
    const [account, sessions, short] = await Promise.all([this.users.moderated(id), this.sessions.of(id, sessionId), this.queries.short(id)]);
    return this.pieces(id, { exportedAt: new Date().toISOString(), account, sessions, ...short });
  }

  private async *pieces(userId: number, head: Omit<PersonalData, 'orders' | 'events'>): AsyncGenerator<string> {
    yield JSON.stringify(head).slice(0, -1);
    yield* list('orders', this.allOrders(userId));
    yield* list('events', this.allEvents(userId));
    yield '}';
  }

  private async *allOrders(userId: number): AsyncGenerator<OrderView[]> {
    let cursor: number | undefined;
    do {
      const { items, nextCursor } = await this.orders.page(userId, { cursor, limit: pageSize });
      yield items;
      cursor = nextCursor === null ? undefined : Number(nextCursor);
    } while (cursor !== undefined);
  }

  private async *allEvents(userId: number): AsyncGenerator<PersonalData['events']> {
    let page = await this.queries.events(userId, 0, pageSize);
    while (page.length > 0) {
      yield page;
      page = await this.queries.events(userId, page.at(-1)?.offset ?? 0, pageSize);
    }
  }
}

async function* list(name: string, pages: AsyncGenerator<object[]>): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let separator = '';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield `${separator}${JSON.stringify(page).slice(1, -1)}`;
    separator = ',';
  }
  yield ']';
}
