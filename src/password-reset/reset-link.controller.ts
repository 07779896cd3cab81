import { Body, Controller, Get, Header, Headers, Param, Post, Req, UseFilters, UseInterceptors, applyDecorators } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { type HtmlPage, asksForHtml } from '../platform/html/html-page.js';
import { Public } from '../platform/http/routes/access.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/routes/handler-time.interceptor.js';
import { Context, type RequestContext } from '../platform/http/routes/request-context.js';
import { linkToken } from '../verification/verification.schemas.js';
import { resetPath } from './paths.js';
import { type PasswordReset, type ResetAnswer, passwordReset, resetAnswer } from './password-reset.schemas.js';
import { PasswordResetService } from './password-reset.service.js';
import { ResetPage } from './reset-page.js';
import { ResetRefusal } from './reset.refusal.js';

/** The token stands in the URL: no cache may keep the answer. */
const secretUrl = applyDecorators(Header('Vary', 'Accept'), Header('Cache-Control', 'no-store'));

/** Where the link in the mail leads. Mail scanners follow links as browsers do: looking at it changes nothing. */
@ApiTags('auth')
@Controller(resetPath)
@UseInterceptors(HandlerTimeInterceptor)
@UseFilters(ResetRefusal)
@Public()
export class ResetLinkController {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly page: ResetPage,
  ) {}

  @Get(':token')
  @secretUrl
  @Endpoint({ summary: 'The link of the mail: whether it is good; a browser gets a form', answer: resetAnswer, problems: ['LINK_INVALID'] })
  async follow(@Param('token', { schema: linkToken }) token: string, @Headers('accept') accept: string | undefined): Promise<ResetAnswer | HtmlPage> {
    await this.resets.look(token);
    return asksForHtml(accept) ? this.page.form() : { message: 'This link is good' };
  }

  @Post(':token')
  @secretUrl
  @Endpoint({
    summary: 'Set the password anew; every session of the account ends',
    answer: resetAnswer,
    problems: ['VALIDATION_FAILED', 'LINK_INVALID', 'TOO_BUSY'],
  })
  async reset(
    @Param('token', { schema: linkToken }) token: string,
    @Body({ schema: passwordReset }) { newPassword }: PasswordReset,
    @Headers('accept') accept: string | undefined,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<ResetAnswer | HtmlPage> {
    await this.resets.reset(token, newPassword, context, new Caller(request));
    return asksForHtml(accept) ? this.page.thanks() : { message: 'Password set' };
  }
}
