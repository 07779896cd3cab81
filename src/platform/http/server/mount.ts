import { STATUS_CODES } from 'node:http';
import { HttpException, NotFoundException } from '@nestjs/common';
import express, { type Express, type Request, type Response } from 'express';

/**
 * Puts somebody else's Express app below `path`, for a route of ours to hand its requests to. The guest takes over our request and response
 * classes, so its answers are traced like ours; what it fails with rejects; and the log and the metrics name our route, not the guest's.
 */
export function mount(parent: Express, path: string, guest: Express): (request: Request, response: Response) => Promise<void> {
  const host = express();
  for (const app of [host, guest]) app.disable('x-powered-by').disable('etag');
  host.request = parent.request;
  host.response = parent.response;
  host.use(path, guest);
  return async (request, response) =>
    new Promise((resolve, reject) => {
      const route: unknown = request.route;
      response.prependOnceListener('close', () => {
        request.route = route;
        resolve();
      });
      host(request, response, (error: unknown = new NotFoundException()) => { reject(asNest(error)); });
    });
}

/** Express and its parsers say with a status what the caller did wrong. */
function asNest(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('A mounted app failed without an error.', { cause: error });
  const status = 'status' in error ? Number(error.status) : undefined;
  return status && status >= 400 && status < 500 ? new HttpException(STATUS_CODES[status] ?? 'Refused', status, { cause: error }) : error;
}
