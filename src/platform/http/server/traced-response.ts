import { IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type Trace, newTrace, newTraceId, parseTraceparent } from '../../observability/trace.js';
import { type HeaderList, setHeaders } from './security-headers.js';

const acceptableRequestId = /^[\w.:-]{1,128}$/;

/** The caller's `X-Request-Id` when it is a plain token, else the one that is made. */
export function requestIdOf({ headers }: IncomingMessage, made = newTraceId()): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptableRequestId.test(given) ? given : made;
}

/** Seconds since `startedAt` (milliseconds of `performance.now()`), as the `X-Process-Time` header states them. */
export function processTime(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(6);
}

/**
 * A response that knows when its request arrived and says so. Because the headers are set as the head is written, they stand on
 * every answer: also those of the body parser, the router's 404, an error filter, and socket.io's long polling.
 */
export class TracedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Constant headers, with which every response of this process is born. */
  static headers: HeaderList = [];

  readonly startedAt = performance.now();
  readonly requestId: string;
  /** The caller's, when `traceparent` names one; else it begins here, and its id is the request's where the caller gave none. */
  readonly trace: Trace;

  constructor(...args: [request: Request, ...options: []]) {
    super(...args);
    setHeaders(this, TracedResponse.headers);
    const made = newTraceId();
    this.requestId = requestIdOf(args[0], made);
    this.trace = parseTraceparent(args[0].headers.traceparent) ?? newTrace(made);
  }

  override writeHead(
    status: number,
    reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    if (!this.headersSent) {
      this.setHeader('X-Process-Time', processTime(this.startedAt));
      this.setHeader('X-Request-Id', this.requestId);
    }
    return super.writeHead(status, reason as string, headers);
  }
}

/** The request class that carries Express's members; a class of its own keeps Node's prototype as it is. */
export class TracedRequest extends IncomingMessage {}
