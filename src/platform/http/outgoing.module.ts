import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { about } from '../config/about.js';

const maxAnswerBytes = 1_000_000;
const keepAlive = { keepAlive: true, maxFreeSockets: 16 };

/** The one HTTP client of the service, Nest's `HttpService`: connections are kept, answers are bounded, redirects are not followed. */
@Module({
  imports: [
    HttpModule.register({
      httpAgent: new Agent(keepAlive),
      httpsAgent: new TlsAgent(keepAlive),
      maxContentLength: maxAnswerBytes,
      maxRedirects: 0,
      headers: { 'User-Agent': `${about.name}/${about.version}`, Accept: 'application/json' },
    }),
  ],
  exports: [HttpModule],
})
export class OutgoingModule {}
