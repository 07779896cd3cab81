import { setMaxListeners } from 'node:events';
import type { Request, Response } from 'express';
import { CodedError } from '../../../contracts/errors.js';
import { nextTraceparent } from '../../observability/trace.js';
import { addressOf, networkOf } from './client-address.js';
import type { TracedResponse } from '../server/traced-response.js';

/** The client has closed the connection: the answer reaches nobody. */
export class CallerGone extends CodedError {
  constructor() {
    super('REQUEST_ABORTED', 'The request was given up before its answer.');
  }
}

/** Whoever waits for the answer to a request. The signal costs as much as many a request, so it is made when it is first asked for. */
export class Caller {
  constructor(private readonly request: Request) {}

  /** Whom the request counts for. */
  get address(): string {
    return addressOf(this.request);
  }

  /** What the client calls itself. */
  get client(): string | undefined {
    return this.request.get('user-agent');
  }

  /** The neighbourhood of the address: the first half of an IPv4 address, three groups of an IPv6 one. */
  get network(): string {
    return networkOf(this.address);
  }

  /** W3C Trace Context: goes with all that the request causes. */
  get traceparent(): string {
    return nextTraceparent(this.response.trace);
  }

  /** The X-Request-Id of the answer. */
  get requestId(): string {
    return this.response.requestId;
  }

  /** Aborts when the client goes before it has its answer. */
  get signal(): AbortSignal {
    const { res: response } = this.request;
    const controller = new AbortController();
    // One request may have many calls made.
    setMaxListeners(0, controller.signal);
    if (response?.closed) controller.abort(new CallerGone());
    response?.once('close', () => {
      if (!response.writableFinished) controller.abort(new CallerGone());
    });
    return controller.signal;
  }

  private get response(): TracedResponse {
    return this.request.res as Response & TracedResponse;
  }
}
