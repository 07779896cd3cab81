import { type Acknowledgement, type ClientEvent, type ClientEventData, type ClientEventName, type EventRefusal, clientEvents } from '../contracts/events.js';
import { CodedError, type ErrorCode, ValidationFailed } from '../contracts/errors.js';
import { toCodedError } from '../platform/http/problems/problem.js';
import { fieldErrors } from '../platform/http/routes/validation.js';
import type { Logger } from '../platform/observability/logger.js';
import type { RealtimeSocket } from './fleet/socket-server.js';
import { socketIds } from './visitors.js';

/** One handler for each event of the contract: the compiler misses none. */
export type Handlers = { [Name in ClientEventName]: (socket: RealtimeSocket, payload: ClientEvent<Name>) => Promise<ClientEventData<Name>> };

export interface Dispatching {
  handlers: Handlers;
  /** Called before each event; it refuses one by throwing. */
  allow: (socket: RealtimeSocket) => void;
}

/** Answers every packet of a socket: parsed by the contract, acknowledged whatever happens. */
export function dispatch(socket: RealtimeSocket, { handlers, allow }: Dispatching, logger: Logger): void {
  let refused: Set<ErrorCode> | undefined;
  socket.use((packet) => {
    // What was read before it was cut off.
    if (socket.conn.readyState === 'closed') return;
    const [name, ...args] = packet;
    // Where a packet has nothing but an id, it stands first.
    const reply = packet.at(-1) as unknown;
    const fail = (error: unknown) => {
      const told = toCodedError(error);
      const { code } = told;
      const about = { event: isClientEvent(name) ? name : 'unknown', ...socketIds(socket) };
      if (code === 'INTERNAL_ERROR') logger.error({ err: error, ...about }, 'socket event failed');
      // Once for each code: who sends one bad event often sends many.
      else if (!refused?.has(code)) logger.info({ code, ...about }, 'socket event refused');
      (refused ??= new Set()).add(code);
      acknowledge(reply, { ok: false, error: refusalOf(told) });
    };
    answer(socket, handlers, allow, name, args[0])
      .then((data) => { acknowledge(reply, { ok: true, data }); })
      .catch(fail)
      .catch((error: unknown) => { logger.error({ err: error, ...socketIds(socket) }, 'a socket event could not be answered'); });
  });
}

async function answer(socket: RealtimeSocket, handlers: Handlers, allow: Dispatching['allow'], name: string, payload: unknown): Promise<unknown> {
  allow(socket);
  if (!isClientEvent(name)) throw new CodedError('UNKNOWN_EVENT', 'The server knows no event of this name.');
  return parseAndHandle(name, socket, handlers, payload);
}

async function parseAndHandle<Name extends ClientEventName>(
  name: Name,
  socket: RealtimeSocket,
  handlers: Handlers,
  payload: unknown,
): Promise<ClientEventData<Name>> {
  const parsed = clientEvents[name].payload.safeParse(payload);
  if (!parsed.success) throw new ValidationFailed(fieldErrors(parsed.error.issues));
  return handlers[name](socket, parsed.data as ClientEvent<Name>);
}

function refusalOf({ code, message, details: { fields, retryAfterSeconds } }: CodedError): EventRefusal {
  return { code, message, ...(fields && { errors: fields }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds: Math.ceil(retryAfterSeconds) }) };
}

function acknowledge(reply: unknown, acknowledgement: Acknowledgement<unknown>): void {
  if (typeof reply === 'function') (reply as (value: Acknowledgement<unknown>) => void)(acknowledgement);
}

function isClientEvent(name: string): name is ClientEventName {
  return Object.hasOwn(clientEvents, name);
}
