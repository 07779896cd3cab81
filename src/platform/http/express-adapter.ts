import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type NestApplicationOptions, NotFoundException } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Response } from 'express';
import { CodedError } from '../../contracts/errors.js';
import { Cacheable } from './cacheable.js';
import { toCodedError } from './problem.js';
import { sendProblem } from './send-problem.js';
import { TracedRequest, TracedResponse } from './traced-response.js';
import { answerUnroutable } from './unroutable.js';
import { endTogether } from './write-together.js';

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const keepAliveTimeoutMs = 65_000;
/** Where socket.io listens on the same server. */
const socketPath = '/socket.io/';

/**
 * Nest's Express adapter, on a server whose requests and responses are born with the prototypes that Express would otherwise give
 * each of them as it arrives, which costs V8 its hidden classes. See docs/decisions/2026-11-22-express-prototypes.md.
 */
export class TracedExpressAdapter extends ExpressAdapter {
  constructor() {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    inheritMembers(app);
    super(app);
  }

  override initHttpServer(options: NestApplicationOptions): void {
    // Node would refuse a request without a Host by itself, without a word.
    const classes = { IncomingMessage: TracedRequest, ServerResponse: TracedResponse, requireHostHeader: false };
    const app = this.getInstance<Express>() as unknown as (request: TracedRequest, response: TracedResponse, unrouted: (error?: unknown) => void) => void;
    const listener = (request: TracedRequest, response: TracedResponse) => {
      if (request.headers.host === undefined && request.httpVersion === '1.1') {
        sendProblem(response, new CodedError('MALFORMED_REQUEST', 'An HTTP/1.1 request must name its Host.'));
        return;
      }
      app(request, response, (error) => { sendProblem(response, toCodedError(error ?? new NotFoundException())); });
    };
    const server = options.httpsOptions ? createTlsServer({ ...options.httpsOptions, ...classes }, listener) : createServer(classes, listener);
    server.headersTimeout = headersTimeoutMs;
    server.requestTimeout = requestTimeoutMs;
    server.keepAliveTimeout = keepAliveTimeoutMs;
    answerUnroutable(server, socketPath);
    this.httpServer = server;
  }

  /** A JSON answer without a type of its own is written straight: Express would parse and format its headers over again. */
  override reply(response: Response, body: unknown, status?: number): unknown {
    if (body instanceof Cacheable) {
      body.writeTo(response);
      return undefined;
    }
    if (!isJson(body) || response.hasHeader('Content-Type')) return super.reply(response, body, status);
    if (status !== undefined) response.statusCode = status;
    const text = JSON.stringify(body);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(text));
    endTogether(response, text);
    return undefined;
  }
}

function isJson(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** Makes the two classes' prototypes the app's own, with every member that Express and the app define. */
function inheritMembers(app: Express): void {
  copyMembers(app.request, TracedRequest.prototype);
  copyMembers(app.response, TracedResponse.prototype);
  app.request = TracedRequest.prototype as unknown as typeof app.request;
  app.response = TracedResponse.prototype as unknown as typeof app.response;
}

/** Copies members down the prototype chain of `source` onto `target`, the nearest winning, as far as Node's own classes. */
function copyMembers(source: object, target: object): void {
  const own = Object.getPrototypeOf(target) as object;
  const chain: object[] = [];
  for (let link = source; link !== own; link = Object.getPrototypeOf(link) as object) chain.unshift(link);
  for (const link of chain) Object.defineProperties(target, Object.getOwnPropertyDescriptors(link));
}
