import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/routes/access.js';
import { Endpoint } from '../../platform/http/routes/endpoint.js';
import { AccessTokens } from './access-token.js';
import { type KeySet, keySet } from '../auth.schemas.js';

@ApiTags('auth')
@Controller('.well-known/jwks.json')
@Public()
export class KeysController {
  constructor(private readonly tokens: AccessTokens) {}

  @Get()
  @Header('Cache-Control', 'public, max-age=300')
  @Endpoint({ summary: 'The public keys of our access tokens (RFC 7517)', answer: keySet })
  keys(): KeySet {
    return { keys: [...this.tokens.publicKeys] };
  }
}
