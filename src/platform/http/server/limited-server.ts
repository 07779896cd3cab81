import { type IncomingMessage, type Server, createServer } from 'node:http';
import { type ServerOptions, createServer as createTlsServer } from 'node:https';
import { NotFoundException } from '@nestjs/common';
import { CodedError } from '../../../contracts/errors.js';
import { toCodedError } from '../problems/problem.js';
import { sendProblem } from '../problems/send-problem.js';
import { TracedRequest, TracedResponse } from './traced-response.js';
import { answerUnroutable } from './unroutable.js';

/** How long a request's headers may take to arrive, and all of it with its body; in milliseconds. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** How often connections are looked at that may be over these times; in milliseconds. */
const lookEveryMs = 1_000;
/** How long a connection may rest between two requests; in milliseconds. Longer than a load balancer's minute. */
const keepAliveTimeoutMs = 65_000;
/**
 * How long a connection may lie still with an answer in it that nobody reads; in milliseconds. Node waits once more as long after a write that got
 * stuck. Longer than a rest between two requests and than socket.io's polls, which are answered every 25 s; a WebSocket has its own pings.
 */
const stillTimeoutMs = 75_000;
/** How much a request's first line and headers may take; in bytes. */
const maxHeaderBytes = 16_384;
/** Where socket.io listens on the same server. */
const socketPath = '/socket.io/';

export type TracedServer = Server<typeof TracedRequest, typeof TracedResponse>;

/** Takes a request, and calls `unrouted` when it does not answer it. */
export type RequestListener = (request: TracedRequest, response: TracedResponse, unrouted: (error?: unknown) => void) => void;

/** A server whose every answer is traced, which cuts slow clients off, and answers what never reaches `listener` as a problem too. */
export function limitedServer(listener: RequestListener, tls?: ServerOptions, stillMs = stillTimeoutMs): TracedServer {
  const options = {
    IncomingMessage: TracedRequest,
    ServerResponse: TracedResponse,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: lookEveryMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
    // Node would refuse a request without a Host by itself, without a word.
    requireHostHeader: false,
  };
  const answer = (request: TracedRequest, response: TracedResponse) => {
    if (lacksHost(request)) sendProblem(response, new CodedError('MALFORMED_REQUEST', 'An HTTP/1.1 request must name its Host.'));
    else listener(request, response, (error) => { sendProblem(response, toCodedError(error ?? new NotFoundException())); });
  };
  const server = tls ? createTlsServer({ ...tls, ...options }, answer) : createServer(options, answer);
  server.timeout = stillMs;
  answerUnroutable(server, socketPath);
  return server;
}

function lacksHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}
