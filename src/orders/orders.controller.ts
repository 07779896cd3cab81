import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { type OrderView, orderView } from '../contracts/orders.js';
import { SignedIn } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { type Page, type PageQuery, pageQuery } from '../platform/http/routes/pages.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { idParam } from '../platform/http/routes/validation.js';
import { type NewOrder, newOrder, orderPage } from './orders.schemas.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@Controller('orders')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @Endpoint({
    summary: 'Place an order',
    idempotent: true,
    status: 201,
    answer: orderView,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'PRODUCT_NOT_FOUND'],
  })
  async place(@CurrentUser() user: Principal, @Body({ schema: newOrder }) body: NewOrder, @Context() context: RequestContext): Promise<OrderView> {
    return this.orders.place(user.id, body, context);
  }

  @Get()
  @Endpoint({ summary: 'Your orders, newest first', answer: orderPage, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN'] })
  async page(@CurrentUser() user: Principal, @Query({ schema: pageQuery }) query: PageQuery): Promise<Page<OrderView>> {
    return this.orders.page(user.id, query);
  }

  @Get(':id')
  @Endpoint({ summary: 'One of your orders', answer: orderView, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'ORDER_NOT_FOUND'] })
  async one(@CurrentUser() user: Principal, @Param('id', { schema: idParam }) id: number): Promise<OrderView> {
    return this.orders.one(user.id, id);
  }
}
