import { TracedResponse, requestIdOf } from '../platform/http/traced-response.js';
import type { RealtimeSocket } from './socket-server.js';

type Handshake = RealtimeSocket['request'];

const ids = new WeakMap<Handshake, string>();

/** The X-Request-Id with which a connection's first request was answered. */
export function handshakeId(request: Handshake & { res?: unknown }): string {
  const id = ids.get(request) ?? (request.res instanceof TracedResponse ? request.res.requestId : requestIdOf(request));
  ids.set(request, id);
  return id;
}

/** By what a log line names a socket. */
export function socketIds({ id, request }: RealtimeSocket): { socketId: string; requestId: string } {
  return { socketId: id, requestId: handshakeId(request) };
}
