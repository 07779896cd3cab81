import { Controller, Delete, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { AdminOnly } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { idParam } from '../platform/http/routes/validation.js';
import { type AuditEntryView, auditTrail } from './moderation.schemas.js';
import { ModerationService } from './moderation.service.js';

@ApiTags('moderation')
@Controller('users/:id')
@UseInterceptors(HandlerTimeInterceptor)
@AdminOnly()
export class ModerationController {
  constructor(private readonly moderation: ModerationService) {}

  @Put('block')
  @Endpoint({
    summary: 'Block an account: its sessions end, and nobody signs in to it',
    status: 204,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN', 'USER_NOT_FOUND'],
  })
  async block(@CurrentUser() admin: Principal, @Param('id', { schema: idParam }) id: number, @Context() { requestId }: RequestContext): Promise<void> {
    await this.moderation.block(admin.id, id, requestId);
  }

  @Delete('block')
  @Endpoint({ summary: 'Unblock an account', status: 204, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN', 'USER_NOT_FOUND'] })
  async unblock(@CurrentUser() admin: Principal, @Param('id', { schema: idParam }) id: number, @Context() { requestId }: RequestContext): Promise<void> {
    await this.moderation.unblock(admin.id, id, requestId);
  }

  @Get('history')
  @Endpoint({ summary: 'What was done to an account, newest first', answer: auditTrail, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN'] })
  async history(@Param('id', { schema: idParam }) id: number): Promise<{ items: AuditEntryView[] }> {
    return { items: await this.moderation.history(id) };
  }
}
