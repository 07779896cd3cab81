import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Raw, type Repository } from 'typeorm';
import { CodedError } from '../contracts/errors.js';
import type { OrderView } from '../contracts/orders.js';
import { isForeignKeyViolation } from '../platform/database/constraint-violation.js';
import { type Page, type PageQuery, toPage } from '../platform/http/routes/pages.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { IdempotencyKeys } from '../platform/idempotency/idempotency-keys.js';
import { Product } from '../products/product.entity.js';
import { PersonalEvents } from '../personal-events/personal-events.js';
import { Order } from './order.entity.js';
import { OrderNotFound, ProductNotFound } from './orders.errors.js';
import type { NewOrder } from './orders.schemas.js';

/** Orders of one moment stand by their ids, and imported ones may have ids that do not follow their time. */
const placeOfCursor = 'SELECT created_at, id FROM orders WHERE id = :cursor AND user_id = :userId';

/** Placing orders and looking at one's own. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly idempotency: IdempotencyKeys,
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly events: PersonalEvents,
  ) {}

  /**
   * Places an order at the price list's price. The order and the event that tells its owner's sockets are one commit.
   * @throws ProductNotFound; CodedError NOT_SIGNED_IN when the account is gone; what {@link IdempotencyKeys} throws
   */
  async place(userId: number, body: NewOrder, { traceparent, idempotencyKey: key }: RequestContext): Promise<OrderView> {
    const { sku, quantity } = body;
    try {
      return await this.idempotency.once({ operation: 'place-order', userId, key, body }, async (tx) => {
        const product = await tx.findOneBy(Product, { sku });
        if (!product) throw new ProductNotFound();
        const order = tx.create(Order, {
          userId,
          sku,
          quantity,
          unitPriceCents: product.priceCents,
          totalCents: product.priceCents * quantity,
          currency: product.currency,
          status: 'placed',
        });
        await tx.insert(Order, order);
        const view = toOrderView(order);
        await this.events.add(tx, userId, 'order:created', view, traceparent);
        return view;
      });
    } catch (error) {
      if (isForeignKeyViolation(error, 'orders_user_id_fkey')) throw new CodedError('NOT_SIGNED_IN', 'This account no longer exists.');
      throw error;
    }
  }

  /** Newest first. */
  async page(userId: number, { cursor, limit }: PageQuery): Promise<Page<OrderView>> {
    const rows = await this.orders.find({
      where: { userId, ...(cursor !== undefined && { id: Raw((id) => `(created_at, ${id}) < (${placeOfCursor})`, { cursor, userId }) }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, toOrderView);
  }

  /** @throws OrderNotFound, also when the order is somebody else's */
  async one(userId: number, id: number): Promise<OrderView> {
    const order = await this.orders.findOneBy({ id, userId });
    if (!order) throw new OrderNotFound();
    return toOrderView(order);
  }
}

function toOrderView({ id, sku, quantity, unitPriceCents, totalCents, currency, status, createdAt }: Order): OrderView {
  return { id, sku, quantity, unitPriceCents, totalCents, currency, status, createdAt: createdAt.toISOString() };
}
