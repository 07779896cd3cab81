import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { sentBy } from '../../platform/http/routes/sender.js';
import { accessTokenSeconds } from '../tokens/access-token.js';

const name = 'isobar_admin';
const value = new RegExp(`(?:^|;\\s*)${name}=([\\w.-]+)`);

/** The cookie by which a browser shows an admin's access token. Only the routes marked with `@AdminCookieToo()` take it. */
@Injectable()
export class AdminCookie {
  private readonly publicUrl: URL;
  private readonly options: CookieOptions;

  constructor(@Inject(CONFIG) { PUBLIC_URL }: Config) {
    this.publicUrl = new URL(PUBLIC_URL);
    this.options = { httpOnly: true, sameSite: 'strict', path: '/admin', secure: this.publicUrl.protocol === 'https:' };
  }

  /** The token that came along. */
  of({ headers }: Request): string | undefined {
    return value.exec(headers.cookie ?? '')?.[1];
  }

  give(response: Response, token: string): void {
    response.cookie(name, token, { ...this.options, maxAge: accessTokenSeconds * 1000 });
  }

  take(response: Response): void {
    response.clearCookie(name, this.options);
  }

  /** Whose page made the browser send this. */
  sentBy(request: Request): ReturnType<typeof sentBy> {
    return sentBy(request, this.publicUrl);
  }
}
