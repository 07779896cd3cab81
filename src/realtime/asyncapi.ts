import { type ClientEventName, type ServerEventName, clientEvents, connectError, personalEvent, serverEvents } from '../contracts/events.js';
import { about } from '../platform/config/about.js';
import { acknowledgementOf, clientNames, keyOf, payloadOf, refTo, schemas, serverNames } from './asyncapi-schemas.js';
import { namespace } from './fleet/socket-server.js';

const path = '/socket.io/';
const channel = { $ref: '#/channels/ws' };
const introduction = `${about.name} speaks socket.io (protocol 5, over Engine.IO 4): connect to the namespace \`${namespace}\`, on the path \`${path}\`. An access token in \`auth.token\` signs the socket in; without one, \`message\` and the weather are open.

Every event of a client is acknowledged: with \`{ ok: true, data }\`, or with \`{ ok: false, error }\` and a code of those listed with it. A name that is not listed here is refused with \`UNKNOWN_EVENT\`.

The HTTP side is described in [/openapi.json](/openapi.json), for people at [/docs](/docs).`;

/**
 * AsyncAPI has no word for socket.io's handshake. Of its types this one is sent with the protocol's own connect packet; the bearer types are HTTP
 * headers, which are not read here.
 */
const accessToken = {
  type: 'apiKey',
  in: 'password',
  description:
    'An access token of `POST /auth/login`, as the field `token` of what socket.io sends to connect: `io(url, { auth: { token } })`. Not a header. The events that need it say so; the others are open to sockets without.',
  'x-handshake-field': 'auth.token',
};

/** What every event of the server may have behind its payload. */
const positioned = {
  // Said with each of them: a message trait would leave generated types without the names of their schemas.
  description:
    'A second argument may follow the payload: how far the stream of events has gone. The client library keeps it by itself, and sends it along to have a lost connection recovered; a listener need not take it.',
  'x-second-argument': { name: 'position', required: false, schema: { oneOf: [{ $ref: refTo('Position') }, { type: 'null' }] } },
};

/** The AsyncAPI 3 document of the socket events, made from their contract and seen from the server: it receives what clients send. */
export function asyncApi(publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  return {
    asyncapi: '3.0.0',
    info: { title: `${about.name} events`, version: about.version, description: introduction },
    defaultContentType: 'application/json',
    servers: {
      [about.name.toLowerCase()]: {
        host,
        pathname: path,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        description: 'socket.io, over WebSocket or long polling',
      },
    },
    channels: {
      ws: {
        address: namespace,
        description: 'The namespace of all events.',
        messages: Object.fromEntries(Object.keys(messages()).map((key) => [key, { $ref: `#/components/messages/${key}` }])),
      },
    },
    operations: Object.fromEntries([...clientNames.map(receive), ...serverNames.map(send), refuse()]),
    components: { messages: messages(), schemas: schemas(), securitySchemes: { accessToken } },
  };
}

function receive(name: ClientEventName): [string, object] {
  const { summary, refusals } = clientEvents[name];
  const reply = { channel, messages: [messageRef(acknowledgementOf(name))] };
  return [
    keyOf(name),
    { action: 'receive', channel, summary, ...security((refusals as readonly string[]).includes('NOT_SIGNED_IN')), messages: [messageRef(keyOf(name))], reply },
  ];
}

function send(name: ServerEventName): [string, object] {
  const isPersonal = personalEvent.shape.name.safeParse(name).success;
  return [keyOf(name), { action: 'send', channel, summary: serverEvents[name].summary, ...security(isPersonal), messages: [messageRef(keyOf(name))] }];
}

function refuse(): [string, object] {
  const key = keyOf('connect_error');
  return [key, { action: 'send', channel, summary: connectError.summary, messages: [messageRef(key)] }];
}

function security(isNeeded: boolean): object {
  return isNeeded ? { security: [{ $ref: '#/components/securitySchemes/accessToken' }] } : {};
}

function messages(): Record<string, object> {
  return Object.fromEntries([
    ...clientNames.map((name) => message(name, clientEvents[name].summary)),
    ...serverNames.map((name) => message(name, serverEvents[name].summary, positioned)),
    message('connect_error', connectError.summary),
    ...clientNames.map((name): [string, object] => [
      acknowledgementOf(name),
      { name: `${name} acknowledgement`, title: `Acknowledgement of ${name}`, payload: { $ref: refTo(acknowledgementOf(name)) } },
    ]),
  ]);
}

function message(name: Parameters<typeof payloadOf>[0], summary: string, more: object = {}): [string, object] {
  return [keyOf(name), { name, title: name, summary, ...more, payload: { $ref: refTo(payloadOf(name)) } }];
}

function messageRef(key: string): object {
  return { $ref: `#/channels/ws/messages/${key}` };
}
