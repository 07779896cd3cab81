import { Controller, Delete, Get, Param, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../platform/http/routes/access.js';
import { Endpoint } from '../../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../../platform/http/routes/handler-time.interceptor.js';
import { CurrentUser } from '../access.guard.js';
import type { Principal } from '../tokens/access-token.js';
import { type SessionView, sessionId, sessionList } from '../auth.schemas.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('auth')
@Controller('auth/sessions')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Endpoint({ summary: 'Where you are signed in', answer: sessionList, problems: ['NOT_SIGNED_IN'] })
  async list(@CurrentUser() user: Principal): Promise<{ items: SessionView[] }> {
    return { items: await this.sessions.of(user.id, user.sessionId) };
  }

  @Delete(':id')
  @Endpoint({ summary: 'Sign one of your clients out', status: 204, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'SESSION_NOT_FOUND'] })
  async end(@CurrentUser() user: Principal, @Param('id', { schema: sessionId }) id: string): Promise<void> {
    await this.sessions.end(user.id, id);
  }

  @Delete()
  @Endpoint({ summary: 'Sign out everywhere', status: 204, problems: ['NOT_SIGNED_IN'] })
  async endAll(@CurrentUser() user: Principal): Promise<void> {
    await this.sessions.signOutEverywhere(user.id);
  }
}
