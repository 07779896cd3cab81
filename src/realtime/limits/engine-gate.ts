import { CodedError } from '../../contracts/errors.js';
import { sendProblem, sendProblemOn } from '../../platform/http/problems/send-problem.js';
import { TracedResponse } from '../../platform/http/server/traced-response.js';
import type { RealtimeServer, RealtimeSocket } from '../fleet/socket-server.js';

type EngineRequest = RealtimeSocket['request'] & { _query?: { sid?: string }; res?: unknown };

interface ConnectionError {
  req: EngineRequest;
  /** engine.io's own words. */
  message: string;
}

/**
 * Refuses requests to the engine under socket.io that `refusalOf` objects to, those of connections that stand excepted: what they say is
 * limited as events. Whatever the engine refuses itself is answered as a problem document too.
 */
export function guardEngine({ engine }: RealtimeServer, refusalOf: (request: EngineRequest) => CodedError | undefined): void {
  const refusals = new WeakMap<EngineRequest, CodedError>();
  engine.use((request: EngineRequest, _response: unknown, next: (error?: Error) => void) => {
    const { sid } = request._query ?? {};
    const refusal = sid !== undefined && Object.hasOwn(engine['clients'], sid) ? undefined : refusalOf(request);
    if (refusal) refusals.set(request, refusal);
    next(refusal);
  });
  engine.on('connection_error', ({ req: request, message }: ConnectionError) => {
    const error = refusals.get(request) ?? new CodedError('MALFORMED_REQUEST', `No socket can be opened like this: ${message}.`);
    if (request.res instanceof TracedResponse) sendProblem(request.res, error);
    else if (request.headers.upgrade !== undefined) sendProblemOn(request.socket, error);
  });
}
