import { z } from 'zod';
import {
  type ClientEventName,
  type ServerEventName,
  clientEvents,
  commonRefusals,
  connectError,
  eventRefusal,
  fieldError,
  personalEvent,
  serverEvents,
  streamPosition,
} from '../contracts/events.js';
import { orderView } from '../contracts/orders.js';
import { weatherView } from '../contracts/weather.js';

export const clientNames = Object.keys(clientEvents) as ClientEventName[];
export const serverNames = Object.keys(serverEvents) as ServerEventName[];

/** The schemas of everything that is sent, by the names that {@link payloadOf} and {@link acknowledgementOf} give them. */
export function schemas(): Record<string, object> {
  return { ...convert(sentByClients(), 'input'), ...convert(sentByServer(), 'output') };
}

type Named = z.core.$ZodRegistry<{ id: string }>;

function sentByClients(): Named {
  const named = z.registry<{ id: string }>();
  for (const name of clientNames) named.add(clientEvents[name].payload, { id: payloadOf(name) });
  return named;
}

function sentByServer(): Named {
  const named = z.registry<{ id: string }>();
  for (const shared of [orderView, personalEvent, fieldError, streamPosition]) named.add(shared, { id: idOf(shared) ?? '' });
  for (const name of serverNames) named.add(serverEvents[name].payload, { id: payloadOf(name) });
  const { city, current, forecast } = weatherView.shape;
  named.add(city, { id: 'City' }).add(current, { id: 'CurrentWeather' }).add(forecast.element, { id: 'ForecastDay' });
  const { data } = connectError.payload.shape;
  named
    .add(connectError.payload, { id: payloadOf('connect_error') })
    .add(data, { id: 'ConnectionRefusal' })
    .add(data.shape.code, { id: 'ConnectionRefusalCode' });
  named.add(serverEvents.closing.payload.shape.code, { id: 'ClosingCode' }).add(orderView.shape.status, { id: 'OrderStatus' });
  for (const name of clientNames) nameAcknowledgement(named, name);
  return named;
}

/** Each part has a name, for generated types to have it too. */
function nameAcknowledgement(named: Named, name: ClientEventName): void {
  const { data, refusals } = clientEvents[name];
  const code = z.enum([...commonRefusals, ...refusals]);
  const error = eventRefusal.extend({ code });
  const answer = z.object({ ok: z.literal(true), data });
  const refusal = z.object({ ok: z.literal(false), error });
  const parts = { Answer: answer, Refusal: refusal, Error: error, ErrorCode: code, ...(idOf(data) === undefined && { Data: data }) };
  for (const [part, schema] of Object.entries(parts)) named.add(schema, { id: keyOf(name) + part });
  named.add(z.discriminatedUnion('ok', [answer, refusal]), { id: acknowledgementOf(name) });
}

function convert(named: Named, io: 'input' | 'output'): Record<string, object> {
  const { schemas: made } = z.toJSONSchema(named, { io, target: 'draft-7', uri: refTo, override: ({ jsonSchema }) => { leaveToFormat(jsonSchema); } });
  return Object.fromEntries(Object.entries(made).map(([id, { $id: _, $schema: __, ...schema }]): [string, object] => [id, schema]));
}

/** Zod's pattern of a time takes four lines, and says what `format` says. */
function leaveToFormat(schema: { format?: string; pattern?: string }): void {
  if (schema.format?.startsWith('date')) delete schema.pattern;
}

export function payloadOf(name: ClientEventName | ServerEventName | 'connect_error'): string {
  return (name in serverEvents && idOf(serverEvents[name as ServerEventName].payload)) || `${keyOf(name)}Payload`;
}

export function acknowledgementOf(name: ClientEventName): string {
  return `${keyOf(name)}Acknowledgement`;
}

/** `weather:update` as a key of the document: `weatherUpdate`. */
export function keyOf(name: string): string {
  return name.replace(/[:_](.)/g, (_, letter: string) => letter.toUpperCase());
}

export function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}

function idOf(schema: z.ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.id;
}
