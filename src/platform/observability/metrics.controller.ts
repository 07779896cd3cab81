import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, register } from 'prom-client';
import { OperatorOnly } from '../http/routes/access.js';
import { Endpoint } from '../http/routes/endpoint.js';

collectDefaultMetrics();

@ApiTags('operations')
@Controller('metrics')
@OperatorOnly()
export class MetricsController {
  @Get()
  @Header('Content-Type', register.contentType)
  @Endpoint({
    summary: 'Prometheus metrics of this process, for operators and admins',
    media: 'text/plain',
    limited: false,
    problems: ['NOT_SIGNED_IN', 'FORBIDDEN'],
  })
  async metrics(): Promise<string> {
    return register.metrics();
  }
}
