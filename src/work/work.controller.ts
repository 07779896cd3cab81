import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { type WorkDone, asyncWorkDone, syncWorkDone } from './work.schemas.js';
import { WorkService } from './work.service.js';

@ApiTags('work')
@Controller()
@UseInterceptors(HandlerTimeInterceptor)
@Public()
export class WorkController {
  constructor(private readonly work: WorkService) {}

  @Get('async-endpoint')
  @Endpoint({ summary: 'Waits a second and blocks nobody', answer: asyncWorkDone })
  async wait(): Promise<WorkDone> {
    return this.work.wait();
  }

  @Get('sync-endpoint')
  @Endpoint({ summary: 'Computes for a second, on a thread of its own', answer: syncWorkDone, problems: ['TOO_BUSY'] })
  async compute(): Promise<WorkDone> {
    return this.work.compute();
  }
}
