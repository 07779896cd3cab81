import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What a page may load, by Content-Security-Policy's directives. */
export type Directives = Readonly<Record<string, readonly string[]>>;

const nothing = ["'none'"];

/**
 * The headers that stand on every answer of any status. They let a browser that shows an answer by itself load and frame nothing; over
 * https, as `PUBLIC_URL` says, it is to come back over https only.
 */
export function headersOfEveryAnswer({ PUBLIC_URL }: { PUBLIC_URL: string }): HeaderList {
  return askHelmet({
    contentSecurityPolicy: policy({ defaultSrc: nothing, frameAncestors: nothing }),
    strictTransportSecurity: PUBLIC_URL.startsWith('https:'),
    // What only pages heed stands on pages.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

/**
 * The headers of a page, which take the place of every answer's. It may load what `directives` names, send its forms here, and nothing else.
 * A page whose forms must say where they come from has the referrer policy `same-origin`.
 */
export function headersOfPage(directives: Directives, referrer: 'no-referrer' | 'same-origin' = 'no-referrer'): HeaderList {
  return askHelmet({
    contentSecurityPolicy: policy({ defaultSrc: nothing, baseUri: nothing, formAction: ["'self'"], frameAncestors: nothing, ...directives }),
    referrerPolicy: { policy: referrer },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}

/** Puts the headers on a response, in place of those that it has. */
export function setHeaders(response: ServerResponse, headers: HeaderList): void {
  for (const [name, value] of headers) response.setHeader(name, value);
}

/** The same as a middleware, for pages that others serve: `app.use('/docs', withHeaders(headersOfPage({ … })))`. */
export function withHeaders(headers: HeaderList): RequestHandler {
  return (_request: Request, response: Response, next: NextFunction) => {
    setHeaders(response, headers);
    next();
  };
}

function policy(directives: Directives): HelmetOptions['contentSecurityPolicy'] {
  return { useDefaults: false, directives };
}

/** Helmet's answer to a request that never was. What it says is constant: docs/decisions/2026-11-23-response-headers.md has the price of asking each time. */
function askHelmet(options: HelmetOptions): HeaderList {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, (error) => {
    if (error instanceof Error) throw error;
  });
  return response.getHeaderNames().map((name) => [name, String(response.getHeader(name))] as const);
}
