import type { Duplex } from 'node:stream';
import type { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import type { Principal } from '../../auth/tokens/access-token.js';
import { type ClientToServerEvents, type ServerEvent, type ServerEventName } from '../../contracts/events.js';
import type { Config } from '../../platform/config/config.js';

export const namespace = '/ws';

/** What the server keeps with a socket; it survives a recovered connection. */
export interface SocketData {
  principal?: Principal;
}

/** Behind the payload goes where the socket stands in the stream: the client's library sends it back to recover a lost connection. */
type Emitted = { [Name in ServerEventName]: (payload: ServerEvent<Name>, position?: string) => void };
/** Between processes. */
interface FleetEvents {
  /** The connection of this socket is being recovered elsewhere. */
  recovering: (id: string) => void;
}
export type RealtimeServer = Server<ClientToServerEvents, Emitted, FleetEvents, SocketData>;
export type RealtimeNamespace = Namespace<ClientToServerEvents, Emitted, FleetEvents, SocketData>;
export type RealtimeSocket = Socket<ClientToServerEvents, Emitted, FleetEvents, SocketData>;
/** What joins the sockets of a namespace to those of other processes. */
export type StreamsAdapter = ReturnType<ReturnType<typeof createAdapter>>;
/** The transport under a socket: engine.io's. */
export type Connection = RealtimeSocket['conn'];

/** How long a connection may take to say what it wants; in milliseconds. */
const connectWithinMs = 10_000;

export function socketOptions({
  SOCKET_PACKET_KIB,
  SOCKET_RECOVERY_SECONDS,
}: Pick<Config, 'SOCKET_PACKET_KIB' | 'SOCKET_RECOVERY_SECONDS'>): Partial<ServerOptions> {
  return {
    maxHttpBufferSize: SOCKET_PACKET_KIB * 1024,
    connectionStateRecovery: { maxDisconnectionDuration: SOCKET_RECOVERY_SECONDS * 1000, skipMiddlewares: false },
    connectTimeout: connectWithinMs,
    serveClient: false,
  };
}

/** The rooms of a person's sockets and of a session's. */
export const userRoom = (userId: number) => `user:${userId}`;
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;

/** What a connection's WebSocket writes to; undefined for another transport. */
export function streamOf({ transport }: Connection): Duplex | undefined {
  return (transport as { socket?: { _socket?: Duplex } }).socket?._socket;
}

/** Ends a connection at once. Asked politely, a WebSocket would keep what waits, and go on reading, until its client answers or half a minute has passed. */
export function cutOff(connection: Connection): void {
  connection.close(true);
  const { socket } = connection.transport as { socket?: { terminate?: () => void } };
  socket?.terminate?.();
}
