import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { headersOfPage, setHeaders } from '../platform/http/server/security-headers.js';
import { asyncApi } from './asyncapi.js';

const folder = fileURLToPath(new URL('./page/', import.meta.url));
const self = ["'self'"];
/** The component compiles the schemas of its parser, and styles its elements one by one. It shows our own document alone. */
const pageHeaders = headersOfPage({
  scriptSrc: [...self, "'unsafe-eval'"],
  styleSrc: [...self, "'unsafe-inline'"],
  imgSrc: [...self, 'data:'],
  fontSrc: [...self, 'data:'],
  connectSrc: self,
});
const asset = z.enum(['component.js', 'component.css', 'start.js']);

/** The description of the socket events, for programs and for people. */
@ApiTags('docs')
@Controller()
@Public()
export class AsyncApiController {
  private readonly document: object;

  constructor(@Inject(CONFIG) { PUBLIC_URL }: Config) {
    this.document = asyncApi(PUBLIC_URL);
  }

  @Get('asyncapi.json')
  @Header('Cache-Control', 'no-cache')
  @Endpoint({ summary: 'The socket events, as an AsyncAPI 3 document', answer: z.looseObject({ asyncapi: z.string() }) })
  describe(): object {
    return this.document;
  }

  @Get('docs/events')
  @ApiExcludeEndpoint()
  page(@Res() response: Response): void {
    setHeaders(response, pageHeaders);
    response.sendFile('events.html', { root: folder });
  }

  @Get('docs/events/:asset')
  @ApiExcludeEndpoint()
  asset(@Param('asset', { schema: asset }) name: z.infer<typeof asset>, @Res() response: Response): void {
    response.sendFile(name, { root: folder, maxAge: '1h' });
  }
}
