import { Body, Controller, Get, Post, Redirect, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Credentials, credentials, oneTimeCode } from '../auth/auth.schemas.js';
import type { HtmlPage } from '../platform/html/html-page.js';
import { Public } from '../platform/http/routes/access.js';
import { OwnPagesGuard } from './own-pages.guard.js';
import { boardPath, signInPath } from './paths.js';
import { SignInRefusal } from './sign-in.refusal.js';
import { SignInService } from './sign-in.service.js';

/** A form sends the fields that are left empty, too. */
const form = credentials.extend({ code: z.union([z.literal('').transform(() => undefined), oneTimeCode]).optional() });

/** The admins' way in with a browser. */
@ApiExcludeController()
@Controller('admin')
@Public()
@UseGuards(OwnPagesGuard)
export class SignInController {
  constructor(private readonly signIn: SignInService) {}

  @Get('sign-in')
  page(@Req() request: Request, @Res({ passthrough: true }) response: Response): HtmlPage {
    return this.signIn.page(request, response);
  }

  @Post('sign-in')
  @UseFilters(SignInRefusal)
  @Redirect(boardPath, 303)
  async enter(@Body({ schema: form }) body: Credentials, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.signIn.enter(body, request, response);
  }

  @Post('sign-out')
  @Redirect(signInPath, 303)
  async leave(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.signIn.leave(request, response);
  }
}
