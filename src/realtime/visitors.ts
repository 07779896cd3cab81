import { addressOf } from '../platform/http/routes/client-address.js';
import { TracedResponse, requestIdOf } from '../platform/http/server/traced-response.js';
import type { Connection, RealtimeServer, RealtimeSocket } from './fleet/socket-server.js';

type Request = RealtimeSocket['request'] & { res?: unknown };

/** Who opened a connection. */
export interface Visitor {
  address: string;
  /** The X-Request-Id with which the connection's first request was answered. */
  requestId: string;
  /** Whether a namespace has admitted it. */
  letIn: boolean;
  /** How often it has asked a namespace to. */
  asked: number;
  /** Of what was last told: what waits for the reader, together with what may have gone before it at once. */
  waitingBytes: number;
}

const ids = new WeakMap<Request, string>();
const visitors = new WeakMap<Connection, Visitor>();

/** The X-Request-Id of a connection's first request, the same each time. */
export function handshakeId(request: Request): string {
  const id = ids.get(request) ?? (request.res instanceof TracedResponse ? request.res.requestId : requestIdOf(request));
  ids.set(request, id);
  return id;
}

/** Remembers who opened each connection, and lets go of the request that did: https://socket.io/docs/v4/memory-usage/ */
export function rememberVisitors(server: RealtimeServer): void {
  // The engine's stand-in for a WebSocket's response lives as long as the connection, and would keep the request.
  const standIns = new WeakMap<Request, object>();
  server.engine.use((request: Request, response: object, next: () => void) => {
    if (!(response instanceof TracedResponse)) standIns.set(request, response);
    next();
  });
  server.engine.on('connection', (connection: Connection) => {
    const request = connection.request as Request;
    visitors.set(connection, { address: addressOf(request), requestId: inOnePiece(handshakeId(request)), letIn: false, asked: 0, waitingBytes: 0 });
    Object.assign(connection, { request: null });
    Object.assign(standIns.get(request) ?? {}, { req: null });
  });
}

/** A text that was put together holds on to its parts, which weigh three times as much. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

export function visitorOf(connection: Connection): Visitor {
  return visitors.get(connection) ?? { address: 'unknown', requestId: 'unknown', letIn: false, asked: 0, waitingBytes: 0 };
}

const forgotten: RealtimeSocket['handshake'] = { headers: {}, query: {}, auth: {}, time: '', issued: 0, address: '', xdomain: false, secure: false, url: '' };

/** For a socket that was let in: nobody looks at its handshake again, and the token need not lie about. */
export function forgetHandshake(socket: RealtimeSocket): void {
  Object.assign(socket, { handshake: forgotten });
}

/** By what a log line names a socket. */
export function socketIds({ id, conn }: RealtimeSocket): { socketId: string; requestId: string } {
  return { socketId: id, requestId: visitorOf(conn).requestId };
}
