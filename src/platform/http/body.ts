import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { CodedError } from '../../contracts/errors.js';

const limitBytes = 100_000;
const withoutBody = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads JSON bodies of up to 100 kB, and at the paths of `forms` HTML forms too. Methods that have no body skip it: on the hot path even a
 * parser that finds nothing costs.
 */
export function requestBody(forms: readonly string[]): RequestHandler {
  const parse = express.json({ limit: limitBytes, type: ['application/json', 'application/*+json'] });
  const parseForm = express.urlencoded({ limit: limitBytes, extended: false });
  return (request: Request, response: Response, next: NextFunction) => {
    if (withoutBody.has(request.method)) {
      next();
    } else if (Number(request.headers['content-length']) > limitBytes) {
      next(new CodedError('PAYLOAD_TOO_LARGE', 'The request body is larger than 100 kB.'));
    } else if (forms.includes(request.path) && request.is('urlencoded')) {
      parseForm(request, response, next);
    } else if (hasBody(request) && !request.is(['json', '+json'])) {
      next(new CodedError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as JSON, with the header Content-Type: application/json.'));
    } else {
      parse(request, response, next);
    }
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
