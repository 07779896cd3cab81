import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { CodedError } from '../../../contracts/errors.js';
import { assertPlainData } from './plain-data.js';

/** Longest URL that is read; in characters. RFC 9110 asks for 8,000 at least. */
export const maxUrlLength = 8_000;

/** How many headers a request may have. Together with its URL they may take 16 kB. */
export const maxHeaders = 100;

/** Refuses a request whose URL, headers or query no client of ours would send. The body has limits of its own. */
export function requestLimits(): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction) => {
    if (request.url.length > maxUrlLength) throw new CodedError('URI_TOO_LONG', `The URL is longer than ${maxUrlLength} characters.`);
    if (request.rawHeaders.length > 2 * maxHeaders) throw new CodedError('HEADERS_TOO_LARGE', `The request has more than ${maxHeaders} headers.`);
    if (request.url.includes('?')) assertPlainData(request.query);
    next();
  };
}
