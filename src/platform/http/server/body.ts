import { parse as parseQuery } from 'node:querystring';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { CodedError } from '../../../contracts/errors.js';
import { assertPlainData } from './plain-data.js';

const limitBytes = 100_000;
const withoutBody = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads JSON bodies of up to 100 kB, and at the paths of `forms`, and below them, HTML forms too. Methods that have no body skip it: on the hot path even a
 * parser that finds nothing costs.
 */
export function requestBody(forms: readonly string[]): RequestHandler {
  const readJson = express.json({ limit: limitBytes, inflate: false, type: ['application/json', 'application/*+json'] });
  // Express's own parser of forms drops reserved names without a word.
  const readForm = express.text({ limit: limitBytes, inflate: false, type: 'urlencoded' });
  return (request: Request, response: Response, next: NextFunction) => {
    // Express's parser would make an empty object of nothing.
    if (withoutBody.has(request.method) || !hasBody(request)) {
      next();
      return;
    }
    const takesForm = forms.some((form) => request.path === form || request.path.startsWith(`${form}/`)) && Boolean(request.is('urlencoded'));
    if (Number(request.headers['content-length']) > limitBytes) throw new CodedError('PAYLOAD_TOO_LARGE', 'The request body is larger than 100 kB.');
    assertAsItIs(request, response);
    if (!takesForm && !request.is(['json', '+json']))
      throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as JSON, with the header Content-Type: application/json.');
    const read = takesForm ? readForm : readJson;
    read(request, response, (error?: unknown) => {
      if (takesForm && typeof request.body === 'string') request.body = { ...parseQuery(request.body) };
      next(error ?? objectionTo(request.body));
    });
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Refuses what is compressed: few bytes can hold very many, and no body here is large enough to need it. */
function assertAsItIs({ headers }: Request, response: Response): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity') return;
  response.setHeader('Accept-Encoding', 'identity');
  throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, without a Content-Encoding.');
}

function objectionTo(body: unknown): unknown {
  try {
    assertPlainData(body);
    return undefined;
  } catch (error) {
    return error;
  }
}
