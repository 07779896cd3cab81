import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ValidationFailed } from '../../../contracts/errors.js';
import { nextTraceparent } from '../../observability/trace.js';
import type { TracedResponse } from '../server/traced-response.js';
import { fieldErrors } from './validation.js';

export const idempotencyHeader = 'Idempotency-Key';

/** Any name that the client gives the request, a UUID for instance. */
export const idempotencyKey = z.string().max(255).regex(/^[\x21-\x7E]+$/, 'must be 1 to 255 visible ASCII characters');

/** What a request that changes something brings along besides its body. */
export interface RequestContext {
  /** W3C Trace Context: goes with all that the request causes. */
  traceparent: string;
  /** The X-Request-Id of the answer. */
  requestId: string;
  /** The client's name for this request, under which it may repeat it. */
  idempotencyKey: string | undefined;
}

/** The {@link RequestContext}, as a handler's argument. Refuses a bad `Idempotency-Key` with VALIDATION_FAILED. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const http = context.switchToHttp();
  const key = idempotencyKey.optional().safeParse(http.getRequest<Request>().get(idempotencyHeader));
  if (!key.success) throw new ValidationFailed(fieldErrors(key.error.issues).map(({ message }) => ({ path: idempotencyHeader, message })));
  const { trace, requestId } = http.getResponse<Response & TracedResponse>();
  return { traceparent: nextTraceparent(trace), requestId, idempotencyKey: key.data };
});
