import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { CodedError, type ErrorCode, errorCodes } from '../../../contracts/errors.js';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../../database/unavailable.js';

const statuses: Record<ErrorCode, number> = {
  VALIDATION_FAILED: 400,
  MALFORMED_REQUEST: 400,
  LINK_INVALID: 400,
  NOT_SIGNED_IN: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_INVALID: 401,
  CREDENTIALS_INVALID: 401,
  SECOND_FACTOR_REQUIRED: 401,
  SECOND_FACTOR_INVALID: 401,
  REFRESH_TOKEN_INVALID: 401,
  SESSION_ENDED: 401,
  FORBIDDEN: 403,
  ACCOUNT_BLOCKED: 403,
  ROUTE_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  CITY_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  SESSION_NOT_FOUND: 404,
  UNKNOWN_EVENT: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  EMAIL_TAKEN: 409,
  LAST_ADMIN: 409,
  SECOND_FACTOR_ON: 409,
  SECOND_FACTOR_OFF: 409,
  IDEMPOTENCY_KEY_IN_USE: 409,
  TOO_MANY_SUBSCRIPTIONS: 409,
  PAYLOAD_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  EXPECTATION_FAILED: 417,
  IDEMPOTENCY_KEY_REUSED: 422,
  REQUEST_REFUSED: 422,
  RATE_LIMITED: 429,
  TOO_MANY_CONNECTIONS: 429,
  HEADERS_TOO_LARGE: 431,
  // As nginx has it; nobody is left to read it.
  REQUEST_ABORTED: 499,
  INTERNAL_ERROR: 500,
  UPSTREAM_INVALID: 502,
  UPSTREAM_UNAVAILABLE: 503,
  TOO_BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
  QUEUE_UNAVAILABLE: 503,
  UPSTREAM_TIMEOUT: 504,
};

/** A problem document of RFC 9457, with our stable code, the request's id and every bad field. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(errorCodes),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    suggestions: z.array(z.string()).optional().describe('what may have been meant'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

export function statusOf(code: ErrorCode): number {
  return statuses[code];
}

/** What a caller is told of an error, whatever request it came of. */
export function problemOf({ code, message, details: { fields, suggestions } }: CodedError): Omit<Problem, 'requestId'> {
  const status = statusOf(code);
  return {
    type: `urn:isobar:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(fields && { errors: fields }),
    ...(suggestions && { suggestions: [...suggestions] }),
  };
}

export function problemDocument(error: CodedError, requestId: string): Problem {
  const { type, title, status, detail, code, ...rest } = problemOf(error);
  return { type, title, status, detail, code, requestId, ...rest };
}

/** What Nest, Express and the body parser say with a bare status. */
const codesByStatus = new Map<number, ErrorCode>([
  [400, 'MALFORMED_REQUEST'],
  [401, 'NOT_SIGNED_IN'],
  [403, 'FORBIDDEN'],
  [404, 'ROUTE_NOT_FOUND'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
]);

const details: Partial<Record<ErrorCode, string>> = {
  MALFORMED_REQUEST: 'The request could not be read: check that its body is valid JSON and its URL is well formed.',
  PAYLOAD_TOO_LARGE: 'The request body is larger than 100 kB.',
  ROUTE_NOT_FOUND: 'There is no route for this method and path. GET /docs lists them all.',
};

/** Any error as one that may be told: an unknown one becomes INTERNAL_ERROR and keeps its cause for the log. */
export function toCodedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (isDatabaseUnavailable(error)) return new DatabaseUnavailable(error);
  if (error instanceof HttpException && error.getStatus() < 500) {
    const code = codesByStatus.get(error.getStatus()) ?? 'REQUEST_REFUSED';
    return new CodedError(code, details[code] ?? error.message, { cause: error });
  }
  return new CodedError('INTERNAL_ERROR', 'Something went wrong on our side. Quote the request id to the operator.', { cause: error });
}
