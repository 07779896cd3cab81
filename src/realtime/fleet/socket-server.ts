import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import type { Principal } from '../../auth/tokens/access-token.js';
import { type ClientToServerEvents, type ServerEvent, type ServerEventName, longestMessageBytes } from '../../contracts/events.js';

export const namespace = '/ws';

/** What the server keeps with a socket; it survives a recovered connection. */
export interface SocketData {
  principal?: Principal;
}

/** Behind the payload goes where the socket stands in the stream: the client's library sends it back to recover a lost connection. */
type Emitted = { [Name in ServerEventName]: (payload: ServerEvent<Name>, position?: string) => void };
type NoEvents = Record<string, never>;
export type RealtimeServer = Server<ClientToServerEvents, Emitted, NoEvents, SocketData>;
export type RealtimeNamespace = Namespace<ClientToServerEvents, Emitted, NoEvents, SocketData>;
export type RealtimeSocket = Socket<ClientToServerEvents, Emitted, NoEvents, SocketData>;
/** The transport under a socket: engine.io's. */
export type Connection = RealtimeSocket['conn'];

/** In bytes; a longer packet ends its connection. JSON can take six bytes for one of a text, and a text that is too long is to be refused by an acknowledgement. */
const longestPacket = 6 * longestMessageBytes + 1_024;
/** How long a lost connection can be recovered with its rooms; in milliseconds. */
export const recoverableForMs = 120_000;
/** How long a connection may take to say what it wants; in milliseconds. */
const connectWithinMs = 10_000;

export const socketOptions: Partial<ServerOptions> = {
  maxHttpBufferSize: longestPacket,
  connectionStateRecovery: { maxDisconnectionDuration: recoverableForMs, skipMiddlewares: false },
  connectTimeout: connectWithinMs,
  serveClient: false,
};

/** The rooms of a person's sockets and of a session's. */
export const userRoom = (userId: number) => `user:${userId}`;
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;

/** Ends a connection at once. Asked politely, a WebSocket would keep what waits, and go on reading, until its client answers or half a minute has passed. */
export function cutOff(connection: Connection): void {
  connection.close(true);
  const { socket } = connection.transport as { socket?: { terminate?: () => void } };
  socket?.terminate?.();
}
