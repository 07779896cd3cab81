import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import type { CodedError } from '../../../contracts/errors.js';
import { problemDocument, statusOf } from './problem.js';
import { TracedResponse } from '../server/traced-response.js';

/** Seconds a caller is told to wait when the error does not know better. */
const retryAfterSeconds = 1;
/** How long a client may take to read the last answer on its connection before it is cut off; in milliseconds. */
const lingerMs = 1_000;

/** Answers a request with the error's problem document; a response that has begun can only be cut off. */
export function sendProblem(response: ServerResponse & Pick<TracedResponse, 'requestId'>, error: CodedError, extensions: object = {}): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error.code);
  const text = JSON.stringify({ ...problemDocument(error, response.requestId), ...extensions });
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  const wait = retryAfter(error);
  if (wait !== undefined) response.setHeader('Retry-After', wait);
  response.end(text);
}

function retryAfter({ code, details }: CodedError): number | undefined {
  const status = statusOf(code);
  return status === 429 || status === 503 ? Math.ceil(details.retryAfterSeconds ?? retryAfterSeconds) : undefined;
}

/**
 * The same on a bare socket, for what never became a request; without the document, `isForHead`, where no body may be, and with further header lines.
 * The connection ends with it, whether or not the client ends its side.
 */
export function sendProblemOn(
  socket: Duplex,
  error: CodedError,
  { isForHead = false, lines = [] }: { isForHead?: boolean; lines?: readonly string[] } = {},
): void {
  const requestId = randomUUID();
  const problem = problemDocument(error, requestId);
  const text = JSON.stringify(problem);
  const wait = retryAfter(error);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'X-Process-Time: 0.000000',
      `X-Request-Id: ${requestId}`,
      ...(wait === undefined ? [] : [`Retry-After: ${wait}`]),
      ...TracedResponse.headers.map(([name, value]) => `${name}: ${value}`),
      ...lines,
      'Connection: close',
      '',
      isForHead ? '' : text,
    ].join('\r\n'),
  );
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
