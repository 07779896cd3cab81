import { z } from 'zod';
import type { ErrorCode, FieldError } from './errors.js';
import { type OrderView } from './orders.js';
import { type WeatherView } from './weather.js';

/** How the server answers every client event. */
export type Acknowledgement<Data> =
  | { ok: true; data: Data }
  | { ok: false; error: { code: ErrorCode; message: string; errors?: FieldError[] } };

type Reply<Data> = (acknowledgement: Acknowledgement<Data>) => void;

/** What a client may send, parsed before any handler sees it. */
export const clientEvents = {
  message: z.string().max(65_536),
  'weather:subscribe': z.strictObject({ city: z.string().trim().min(1).max(100) }),
  'weather:unsubscribe': z.strictObject({ city: z.string().trim().min(1).max(100) }),
  resume: z.strictObject({ offset: z.int().nonnegative() }),
  'auth:refresh': z.strictObject({ token: z.string().min(1).max(4096) }),
} as const;

export type ClientEventName = keyof typeof clientEvents;
export type ClientEvent<Name extends ClientEventName> = z.infer<(typeof clientEvents)[Name]>;

/** An event of one person's own, numbered from 1 without gaps. */
export interface PersonalEvent {
  name: 'order:created';
  offset: number;
  payload: OrderView & { offset: number };
}

export interface ClientToServerEvents {
  message: (text: ClientEvent<'message'>, reply: Reply<string>) => void;
  'weather:subscribe': (request: ClientEvent<'weather:subscribe'>, reply: Reply<WeatherView>) => void;
  'weather:unsubscribe': (request: ClientEvent<'weather:unsubscribe'>, reply: Reply<null>) => void;
  resume: (request: ClientEvent<'resume'>, reply: Reply<{ events: PersonalEvent[]; resync: boolean }>) => void;
  'auth:refresh': (request: ClientEvent<'auth:refresh'>, reply: Reply<{ expiresAt: string }>) => void;
}

export interface ServerToClientEvents {
  response: (text: string) => void;
  'weather:update': (weather: WeatherView) => void;
  'order:created': (order: PersonalEvent['payload']) => void;
}
