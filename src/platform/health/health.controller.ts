import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Endpoint } from '../http/routes/endpoint.js';
import { Public } from '../http/routes/access.js';
import { type Liveness, type Readiness, liveness, readiness } from './health.schemas.js';
import { HealthService } from './health.service.js';

@ApiTags('operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Endpoint({ summary: 'The process runs; no dependency is looked at', answer: liveness, limited: false })
  live(): Liveness {
    return { status: 'live' };
  }

  @Get('ready')
  @Endpoint({ summary: 'Whether the process can serve, dependency by dependency', answer: readiness, limited: false })
  @ApiResponse({ status: 503, description: 'The process cannot serve', standardSchema: readiness })
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const report = await this.health.readiness();
    if (report.status === 'unavailable') response.status(HttpStatus.SERVICE_UNAVAILABLE).setHeader('Retry-After', 1);
    return report;
  }
}
