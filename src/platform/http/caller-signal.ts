import { setMaxListeners } from 'node:events';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Response } from 'express';
import { CodedError } from '../../contracts/errors.js';

/** The client has closed the connection: the answer reaches nobody. */
export class CallerGone extends CodedError {
  constructor() {
    super('REQUEST_ABORTED', 'The request was given up before its answer.');
  }
}

/** A signal, as a handler's argument, that aborts when the client goes before it has its answer. */
export const CallerSignal = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<Response>();
  const controller = new AbortController();
  // One request may have many calls made.
  setMaxListeners(0, controller.signal);
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new CallerGone());
  });
  return controller.signal;
});
