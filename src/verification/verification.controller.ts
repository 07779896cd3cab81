import { Controller, Get, Header, Headers, Param, Post, Req, Res, applyDecorators } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { linkToken, verified } from './verification.schemas.js';
import { VerificationService } from './verification.service.js';

/** The token stands in the URL: no cache may keep the answer. That no other site learns the address is every answer's referrer policy. */
const secretUrl = applyDecorators(Header('Vary', 'Accept'), Header('Cache-Control', 'no-store'));

@ApiTags('registration')
@Controller('verify-email')
@Public()
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  @Get(':token')
  @secretUrl
  @Endpoint({ summary: 'The link of the welcome mail; a browser gets a page with a button', answer: verified, problems: ['LINK_INVALID', 'EMAIL_TAKEN'] })
  async follow(
    @Param('token', { schema: linkToken }) token: string,
    @Req() request: Request,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const { status, body } = await this.verification.follow(token, request, context);
    response.status(status);
    return body;
  }

  @Post(':token')
  @secretUrl
  @Endpoint({ summary: 'Verify the address that the link was sent to', answer: verified, problems: ['LINK_INVALID', 'EMAIL_TAKEN'] })
  async confirm(
    @Param('token', { schema: linkToken }) token: string,
    @Headers('accept') accept: string | undefined,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const { status, body } = await this.verification.confirm(token, accept, context);
    response.status(status);
    return body;
  }
}
