import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { SignedIn } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type ServerTiming, Timing } from '../platform/http/routes/server-timing.js';
import { idParam } from '../platform/http/routes/validation.js';
import { type DashboardView, dashboardView } from './dashboard.schemas.js';
import { DashboardService } from './dashboard.service.js';

@ApiTags('dashboard')
@Controller('dashboard')
@SignedIn()
export class DashboardController {
  constructor(private readonly dashboard: DashboardService) {}

  @Get(':userId')
  @Endpoint({
    summary: 'Account, orders and figures of a person',
    answer: dashboardView,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN', 'USER_NOT_FOUND'],
  })
  async show(@CurrentUser() viewer: Principal, @Param('userId', { schema: idParam }) userId: number, @Timing() timing: ServerTiming): Promise<DashboardView> {
    return this.dashboard.show(viewer, userId, timing);
  }
}
