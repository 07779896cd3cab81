import { Controller, Delete, Param, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { AdminOnly } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { idParam } from '../platform/http/routes/validation.js';
import { SecondFactorService } from './second-factor.service.js';

@ApiTags('second factor')
@Controller('users/:id/second-factor')
@UseInterceptors(HandlerTimeInterceptor)
@AdminOnly()
export class LostFactorController {
  constructor(private readonly secondFactor: SecondFactorService) {}

  @Delete()
  @Endpoint({
    summary: "Turn off somebody's second factor, who has lost it; their sessions end",
    status: 204,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN', 'USER_NOT_FOUND', 'SECOND_FACTOR_OFF'],
  })
  async takeOff(@CurrentUser() admin: Principal, @Param('id', { schema: idParam }) id: number, @Context() context: RequestContext): Promise<void> {
    await this.secondFactor.takeOff(admin.id, id, context);
  }
}
