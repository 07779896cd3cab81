import type { Response } from 'express';
import fresh from 'fresh';
import { SelfWriting } from './self-writing.js';
import { endTogether } from './write-together.js';

interface CacheableOptions {
  /** The media type. */
  type: string;
  body: Buffer;
  /** A strong validator: the same for the same bytes only. */
  etag: string;
  /** RFC 9111 and 5861, such as `public, max-age=600, stale-while-revalidate=600`. */
  cacheControl: string;
  /** Milliseconds since the epoch; `Age` counts from here. */
  madeAt: number;
}

/** An answer that caches may keep: a handler returns it, and it is written with its validators, or as 304 to whoever has it already. */
export class Cacheable extends SelfWriting {
  constructor(private readonly options: CacheableOptions) {
    super();
  }

  override writeTo(response: Response): void {
    const { type, body, etag, cacheControl, madeAt } = this.options;
    response.setHeader('ETag', etag);
    response.setHeader('Cache-Control', cacheControl);
    response.setHeader('Age', Math.max(0, Math.floor((Date.now() - madeAt) / 1000)));
    // Express would send all of it to whoever says `Cache-Control: no-cache`, as every fetch with validators does.
    const known = response.req.headers['if-none-match'];
    if (known !== undefined && fresh({ 'if-none-match': known }, { etag })) {
      response.statusCode = 304;
      response.end();
      return;
    }
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Length', body.length);
    endTogether(response, body);
  }
}
