import type { CookieOptions, Request, Response } from 'express';
import { CodedError } from '../../contracts/errors.js';
import { idleDays } from '../sessions/sessions.queries.js';

const name = '__Secure-isobar_refresh';
const value = new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`);
const options: CookieOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/auth/browser' };

/** The cookie by which a browser holds a refresh token out of its scripts' reach. Browsers take it over https, and from localhost. */
export const refreshCookie = {
  /** @throws CodedError NOT_SIGNED_IN when none came along */
  of({ headers }: Request): string {
    const token = value.exec(headers.cookie ?? '')?.[1];
    if (token === undefined) throw new CodedError('NOT_SIGNED_IN', 'The browser sent no refresh cookie: sign in first.');
    return token;
  },

  give(response: Response, refreshToken: string): void {
    response.cookie(name, refreshToken, { ...options, maxAge: idleDays * 86_400_000 });
  },

  take(response: Response): void {
    response.clearCookie(name, options);
  },
};
