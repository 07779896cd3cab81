import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Req, StreamableFile, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { type Confirmation, confirmation } from '../auth/auth.schemas.js';
import { SignedIn } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { personalData } from './personal-data.schemas.js';

@ApiTags('users')
@Controller('users/me')
@UseInterceptors(HandlerTimeInterceptor)
@SignedIn()
export class PersonalDataController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly exports: ExportService,
  ) {}

  @Delete()
  @Endpoint({
    summary: 'Delete your account, and all that is held about you',
    status: 204,
    problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND', 'LAST_ADMIN', 'TOO_BUSY'],
  })
  async erase(@CurrentUser() user: Principal, @Body({ schema: confirmation }) body: Confirmation, @Req() request: Request): Promise<void> {
    await this.erasures.erase(user, body, new Caller(request));
  }

  @Get('export')
  @Endpoint({ summary: 'All that is held about you', answer: personalData, problems: ['NOT_SIGNED_IN', 'USER_NOT_FOUND'] })
  async export(@CurrentUser() user: Principal): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.exports.begin(user), { objectMode: false }), {
      type: 'application/json',
      disposition: 'attachment; filename="isobar-export.json"',
    });
  }
}
