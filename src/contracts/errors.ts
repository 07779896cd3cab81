/** Every `code` that a problem document or a refused acknowledgement can carry. Clients rely on them: add, never rename. */
export const errorCodes = [
  'VALIDATION_FAILED',
  'MALFORMED_REQUEST',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'HEADERS_TOO_LARGE',
  'URI_TOO_LONG',
  'REQUEST_TIMEOUT',
  'REQUEST_ABORTED',
  'EXPECTATION_FAILED',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'NOT_SIGNED_IN',
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'CREDENTIALS_INVALID',
  'SECOND_FACTOR_REQUIRED',
  'SECOND_FACTOR_INVALID',
  'SECOND_FACTOR_ON',
  'SECOND_FACTOR_OFF',
  'REFRESH_TOKEN_INVALID',
  'ACCOUNT_BLOCKED',
  'SESSION_ENDED',
  'SESSION_NOT_FOUND',
  'FORBIDDEN',
  'USER_NOT_FOUND',
  'EMAIL_TAKEN',
  'LAST_ADMIN',
  'LINK_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_IN_USE',
  'PRODUCT_NOT_FOUND',
  'ORDER_NOT_FOUND',
  'CITY_NOT_FOUND',
  'TOO_MANY_SUBSCRIPTIONS',
  'JOB_NOT_FOUND',
  'UPSTREAM_INVALID',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'RATE_LIMITED',
  'TOO_MANY_CONNECTIONS',
  'TOO_BUSY',
  'DATABASE_UNAVAILABLE',
  'QUEUE_UNAVAILABLE',
  'UNKNOWN_EVENT',
  'REQUEST_REFUSED',
  'INTERNAL_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One bad field of a request: where it is, as a dotted path, and what is wrong with it. */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * An error that a caller is told about. `message` is written for that caller: it holds no secret and no stranger's data.
 * It knows no transport; the HTTP filter and the socket acknowledgements translate the code.
 */
export class CodedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { fields?: FieldError[]; suggestions?: readonly string[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
  }
}

/** A request whose parts do not fit their schema. */
export class ValidationFailed extends CodedError {
  constructor(fields: FieldError[]) {
    super('VALIDATION_FAILED', 'The request has invalid fields.', { fields });
  }
}

/** A queue or a line that is full; the same request may pass later. */
export class TooBusy extends CodedError {
  constructor(what: string, retryAfterSeconds: number) {
    super('TOO_BUSY', `${what} Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}

/** More requests or tries than are allowed; the same one may pass later. */
export class RateLimited extends CodedError {
  constructor(what: string, retryAfterSeconds: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
    super('RATE_LIMITED', `${what} Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
  }
}
