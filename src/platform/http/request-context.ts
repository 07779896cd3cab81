import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Response } from 'express';
import { nextTraceparent } from '../observability/trace.js';
import type { TracedResponse } from './traced-response.js';

/** What a request that changes something brings along besides its body. */
export interface RequestContext {
  /** W3C Trace Context: goes with all that the request causes. */
  traceparent: string;
}

/** The {@link RequestContext}, as a handler's argument. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const response = context.switchToHttp().getResponse<Response & TracedResponse>();
  return { traceparent: nextTraceparent(response.trace) };
});
