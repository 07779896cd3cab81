import { z } from 'zod';
import { type ClientEventName, type ServerEventName, clientEvents, eventRefusal, personalEvent, serverEvents } from '../contracts/events.js';
import { orderView } from '../contracts/orders.js';
import { about } from '../platform/config/about.js';
import { namespace } from './fleet/socket-server.js';

const channel = { $ref: '#/channels/ws' };
const introduction = `${about.name} speaks socket.io (Engine.IO 4): connect to the namespace \`${namespace}\`, path \`/socket.io/\`. An access token in \`auth.token\` signs the socket in; without one, \`message\` and the weather are open. Who is refused gets a \`connect_error\` whose \`data\` holds \`code\` and \`message\`. The HTTP side is described in [/openapi.json](/openapi.json), for people at [/docs](/docs).`;

const refusal = z.object({ ok: z.literal(false), error: eventRefusal }).meta({ id: 'Refusal' });

const clientNames = Object.keys(clientEvents) as ClientEventName[];
const serverNames = Object.keys(serverEvents) as ServerEventName[];

/** The AsyncAPI 3 document of the socket events, made from their contract and seen from the server: it receives what clients send. */
export function asyncApi(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  return {
    asyncapi: '3.0.0',
    info: { title: `${about.name} events`, version: about.version, description: introduction },
    defaultContentType: 'application/json',
    servers: { [about.name.toLowerCase()]: { host, protocol: protocol === 'https:' ? 'wss' : 'ws', description: 'socket.io, on the path /socket.io/' } },
    channels: {
      ws: { address: namespace, description: 'The namespace of all events.', messages: Object.fromEntries(Object.keys(messages()).map((key) => [key, { $ref: `#/components/messages/${key}` }])) },
    },
    operations: Object.fromEntries([...clientNames.map(receive), ...serverNames.map(send)]),
    components: { messages: messages(), schemas: { ...schemas('input'), ...schemas('output') } },
  };
}

function receive(name: ClientEventName): [string, object] {
  const { summary } = clientEvents[name];
  return [keyOf(name), { action: 'receive', channel, summary, messages: [messageRef(keyOf(name))], reply: { channel, messages: [messageRef(acknowledgementOf(name))] } }];
}

function send(name: ServerEventName): [string, object] {
  return [keyOf(name), { action: 'send', channel, summary: serverEvents[name].summary, messages: [messageRef(keyOf(name))] }];
}

function messages(): Record<string, object> {
  const events = [...clientNames.map((name) => [name, clientEvents[name].summary] as const), ...serverNames.map((name) => [name, serverEvents[name].summary] as const)];
  return Object.fromEntries([
    ...events.map(([name, summary]): [string, object] => [keyOf(name), { name, title: name, summary, payload: { $ref: refTo(payloadOf(name)) } }]),
    ...clientNames.map((name): [string, object] => [acknowledgementOf(name), { name: `${name} acknowledgement`, title: `Acknowledgement of ${name}`, payload: { oneOf: [{ $ref: refTo(acknowledgementOf(name)) }, { $ref: refTo('Refusal') }] } }]),
  ]);
}

/** The schemas of what clients send (`input`) or of what they are sent (`output`), by name. */
function schemas(io: 'input' | 'output'): Record<string, object> {
  const named = z.registry<{ id: string }>();
  if (io === 'input') for (const name of clientNames) named.add(clientEvents[name].payload, { id: payloadOf(name) });
  else {
    for (const shared of [orderView, personalEvent, refusal]) named.add(shared, { id: idOf(shared) ?? '' });
    for (const name of serverNames) named.add(serverEvents[name].payload, { id: payloadOf(name) });
    for (const name of clientNames) named.add(z.object({ ok: z.literal(true), data: clientEvents[name].data }), { id: acknowledgementOf(name) });
  }
  const { schemas: made } = z.toJSONSchema(named, { io, target: 'draft-7', uri: refTo });
  return Object.fromEntries(Object.entries(made).map(([id, { $id: _, $schema: __, ...schema }]): [string, object] => [id, schema]));
}

function payloadOf(name: ClientEventName | ServerEventName): string {
  return (name in serverEvents && idOf(serverEvents[name as ServerEventName].payload)) || `${keyOf(name)}Payload`;
}

function idOf(schema: z.ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.id;
}

/** `weather:update` as a key of the document: `weatherUpdate`. */
function keyOf(name: string): string {
  return name.replace(/:(.)/g, (_, letter: string) => letter.toUpperCase());
}

function acknowledgementOf(name: ClientEventName): string {
  return `${keyOf(name)}Acknowledgement`;
}

function messageRef(key: string): object {
  return { $ref: `#/channels/ws/messages/${key}` };
}

function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}
