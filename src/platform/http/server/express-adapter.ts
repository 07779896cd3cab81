import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Response } from 'express';
import { allowedMethods } from './allowed-methods.js';
import { type RequestListener, limitedServer } from './limited-server.js';
import type { HeaderList } from './security-headers.js';
import { SelfWriting } from './self-writing.js';
import { TracedRequest, TracedResponse } from './traced-response.js';
import { endTogether } from './write-together.js';

/**
 * Nest's Express adapter, on a server whose requests and responses are born with the prototypes that Express would otherwise give
 * each of them as it arrives, which costs V8 its hidden classes. See docs/decisions/2026-11-22-express-prototypes.md.
 */
export class TracedExpressAdapter extends ExpressAdapter {
  /** Adds routes that are tried after the application's own, where the hot ones need not pass them. */
  addLastRoutes: () => void = () => undefined;

  /** `headers` stand on every answer. */
  constructor(headers: HeaderList) {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    inheritMembers(app);
    super(app);
    TracedResponse.headers = headers;
  }

  /** What answers the requests of a server. */
  get listener(): RequestListener {
    return this.getInstance<RequestListener>();
  }

  override initHttpServer({ httpsOptions }: NestApplicationOptions): void {
    this.httpServer = limitedServer(this.listener, httpsOptions);
  }

  override setNotFoundHandler(...args: Parameters<ExpressAdapter['setNotFoundHandler']>): ReturnType<ExpressAdapter['setNotFoundHandler']> {
    this.addLastRoutes();
    this.use(allowedMethods(this.getInstance<Express>()));
    return super.setNotFoundHandler(...args);
  }

  /** A JSON answer without a type of its own is written straight: Express would parse and format its headers over again. */
  override reply(response: Response, body: unknown, status?: number): unknown {
    if (body instanceof SelfWriting) {
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
