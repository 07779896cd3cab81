import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Principal } from '../auth/access-token.js';
import type { ClientToServerEvents, ServerToClientEvents } from '../contracts/events.js';
import { connect, failFast, patient } from '../platform/queue/redis-connection.js';

export const namespace = '/ws';

/** What the server keeps with a socket; it survives a recovered connection. */
export interface SocketData {
  principal?: Principal;
}

type NoEvents = Record<string, never>;
export type RealtimeServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;
export type RealtimeNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;
export type RealtimeSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

/** Longest packet a client may send; in bytes. A `message` of 64 kB of text fits. */
const maxPacketBytes = 100_000;
/** How long a lost connection can be recovered with its rooms; in milliseconds. */
const recoverableForMs = 120_000;

export const socketOptions: Partial<ServerOptions> = {
  maxHttpBufferSize: maxPacketBytes,
  connectionStateRecovery: { maxDisconnectionDuration: recoverableForMs, skipMiddlewares: false },
  serveClient: false,
};

/** The rooms that carry personal events and a city's weather. */
export const userRoom = (userId: number) => `user:${userId}`;
export const weatherRoom = (city: string) => `weather:${city.toLowerCase()}`;

/** A client for the streams adapter: what it publishes fails at once while Redis is away, what it reads waits until Redis is back. */
export function connectStreams(url: string, onError: (error: Error) => void): Redis {
  const client = connect(url, failFast, onError);
  // The adapter reads on duplicates in a loop without a pause; one that failed at once would never let go of the event loop.
  client.duplicate = (override) => connect(url, { ...patient, ...override }, onError);
  return client;
}

/** The adapter that lets every process reach every socket. */
export const streamsAdapter = (client: Redis) => createAdapter(client);
