import { Controller, Get, Header, Headers } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { HtmlPage } from '../platform/html/html-page.js';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type WelcomeView, welcomeView } from './home.schemas.js';
import { HomeService } from './home.service.js';

@ApiTags('home')
@Controller()
@Public()
export class HomeController {
  constructor(private readonly home: HomeService) {}

  @Get()
  @Header('Vary', 'Accept')
  @Endpoint({ summary: 'What this service is; a page for browsers', answer: welcomeView })
  welcome(@Headers('accept') accept: string | undefined): WelcomeView | HtmlPage {
    return this.home.welcome(accept);
  }

  /** What browsers ask every site for. */
  @Get('favicon.ico')
  @Header('Content-Type', 'image/svg+xml')
  @Header('Cache-Control', 'public, max-age=86400')
  @ApiExcludeEndpoint()
  icon(): string {
    return this.home.icon;
  }
}
