import { z } from 'zod';
import { type ErrorCode, errorCodes } from './errors.js';
import { orderView } from './orders.js';
import { weatherView } from './weather.js';

/** Longest text of a `message`, in bytes of UTF-8. */
export const longestMessageBytes = 65_536;

const city = z.strictObject({ city: z.string().trim().min(1).max(100).describe('as GET /weather/:city takes it') });
const offset = z.int().nonnegative().describe('counts the events of one person, from 1 and without gaps');

const orderCreated = orderView.extend({ offset }).meta({ id: 'OrderCreated' });

/** An event of one person's own, as it is replayed. */
export const personalEvent = z.object({ name: z.literal('order:created'), offset, payload: orderCreated }).meta({ id: 'PersonalEvent' });
export type PersonalEvent = z.infer<typeof personalEvent>;

/** Up to where a connection has been told the stream of events. */
export const streamPosition = z.string().describe('opaque; the newest replaces the one before').meta({ id: 'Position' });

const retryAfterSeconds = z.int().nonnegative().optional().describe('after how long the same may pass, where that is known');
export const fieldError = z.object({ path: z.string().describe('dotted; empty for the payload itself'), message: z.string() }).meta({ id: 'FieldError' });

/** Why an event was refused, as its acknowledgement says it. */
export const eventRefusal = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  errors: z.array(fieldError).optional().describe('each bad field'),
  retryAfterSeconds,
});
export type EventRefusal = z.infer<typeof eventRefusal>;

/** With what any event can be refused, besides its own `refusals`. */
export const commonRefusals = ['VALIDATION_FAILED', 'RATE_LIMITED', 'INTERNAL_ERROR'] as const satisfies readonly ErrorCode[];
const weatherRefusals = ['CITY_NOT_FOUND', 'UPSTREAM_INVALID', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'TOO_BUSY'] as const;
const tokenRefusals = ['TOKEN_EXPIRED', 'TOKEN_INVALID', 'SESSION_ENDED', 'FORBIDDEN'] as const;

interface ClientEventContract {
  summary: string;
  payload: z.ZodType;
  data: z.ZodType;
  refusals: readonly ErrorCode[];
}

/** What a client may send, parsed before any handler sees it, and the data of the acknowledgement. */
export const clientEvents = {
  message: {
    summary: 'Echoes a text in upper case.',
    payload: z
      .string()
      .max(longestMessageBytes)
      .refine((text) => Buffer.byteLength(text) <= longestMessageBytes, 'must not be longer than 64 kB')
      .describe('at most 65,536 bytes of UTF-8, which is fewer characters where they are not ASCII')
      .meta({ 'x-max-bytes': longestMessageBytes }),
    data: z.string().describe('`Response: ` and the text in capitals'),
    refusals: ['TOO_BUSY'],
  },
  'weather:subscribe': {
    summary: "Asks for a city's weather, now and whenever it changes.",
    payload: city,
    data: weatherView,
    refusals: [...weatherRefusals, 'TOO_MANY_SUBSCRIPTIONS'],
  },
  'weather:unsubscribe': {
    summary: "Asks for no more of a city's weather.",
    payload: city,
    data: weatherView.nullable().describe('its weather for the last time; null when it cannot be had'),
    refusals: weatherRefusals,
  },
  resume: {
    summary: 'Acknowledges the personal events up to an offset, and asks for those after it.',
    payload: z.strictObject({ offset: offset.describe('of the last event seen; 0 when there was none') }),
    data: z.object({
      events: z.array(personalEvent).describe('oldest first'),
      resync: z.boolean().describe('true when the gap is older than what is kept: ask over HTTP instead'),
    }),
    refusals: ['NOT_SIGNED_IN', 'DATABASE_UNAVAILABLE'],
  },
  'auth:refresh': {
    summary: 'Shows a newer access token, so that the connection outlives the one before.',
    payload: z.strictObject({ token: z.string().min(1).max(4096) }),
    data: z.object({ expiresAt: z.iso.datetime() }),
    refusals: tokenRefusals,
  },
} as const satisfies Record<string, ClientEventContract>;

/** What the server tells without being asked. */
export const serverEvents = {
  ready: {
    summary: 'The connection is set up: what happens from now on is told, and a lost connection can be recovered.',
    payload: z.object({
      lastOffset: offset.nullable().describe('of your newest personal event; null when not signed in, or not known at this moment: it comes again when it is'),
    }),
  },
  response: { summary: 'The answer to a `message`, besides its acknowledgement.', payload: z.string() },
  'weather:update': { summary: 'The weather of a city that you asked for has changed.', payload: weatherView },
  'order:created': { summary: 'You have placed an order.', payload: orderCreated },
  position: {
    summary: 'How far the stream of events has gone: a connection that is told nothing else can be recovered too. The client library keeps it by itself.',
    payload: streamPosition,
  },
  closing: {
    summary: 'The server is closing the connection, and says why.',
    payload: z.object({ code: z.enum(['TOKEN_EXPIRED', 'SESSION_ENDED', 'INTERNAL_ERROR']), message: z.string() }),
  },
} as const;

/** How a connection is refused. The client's library hands it over as an `Error` that has these. */
export const connectError = {
  summary:
    'The connection is refused, and not tried again by itself. One without `data` is of the client library: the server was not reached, or refused the request (HTTP 403 or 429); it tries again.',
  payload: z.object({
    message: z.string().describe('the code'),
    data: z.object({ code: z.enum([...tokenRefusals, 'RATE_LIMITED', 'TOO_MANY_CONNECTIONS', 'INTERNAL_ERROR']), message: z.string(), retryAfterSeconds }),
  }),
} as const;

export type ClientEventName = keyof typeof clientEvents;
export type ClientEvent<Name extends ClientEventName> = z.infer<(typeof clientEvents)[Name]['payload']>;
export type ClientEventData<Name extends ClientEventName> = z.infer<(typeof clientEvents)[Name]['data']>;

export type ServerEventName = keyof typeof serverEvents;
export type ServerEvent<Name extends ServerEventName> = z.infer<(typeof serverEvents)[Name]['payload']>;

/** How the server answers every client event. */
export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: EventRefusal };

/** Both directions, as socket.io's type parameters want them. Behind the payload of a server event may come its position, for the client's library. */
export type ClientToServerEvents = {
  [Name in ClientEventName]: (payload: ClientEvent<Name>, reply: (acknowledgement: Acknowledgement<ClientEventData<Name>>) => void) => void;
};
export type ServerToClientEvents = { [Name in ServerEventName]: (payload: ServerEvent<Name>, position?: string | null) => void };
