import { describe, expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { type ClientEventName, clientEvents, serverEvents } from '../src/contracts/events.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { aPlacedOrder } from './support/orders.js';
import { bootService } from './support/service.js';
import { type SocketClient, SocketClients, next } from './support/socket-client.js';
import { aSignedInUser } from './support/users.js';

interface Document {
  components: {
    messages: Record<string, { name: string; payload: object; 'x-second-argument'?: { schema: object } }>;
    schemas: Record<string, Record<string, unknown>>;
  };
  operations: Record<string, { action: string; messages: { $ref: string }[]; reply?: object; security?: object[] }>;
}

const weather = new OpenMeteoDouble();
const service = bootService({ worker: true, weather, environment: { SOCKET_SUBSCRIPTIONS: '1' } });
const sockets = new SocketClients(service);
const document = async () => (await service.get('/asyncapi.json')).body as Document;

/** Says what does not fit the payload that the document gives a message of this name. */
async function misfits(name: string, payload: unknown): Promise<unknown> {
  const { components } = await document();
  const message = Object.values(components.messages).find((known) => known.name === name);
  return misfitsOf({ ...message?.payload, components }, payload);
}

function misfitsOf(schema: object, value: unknown): unknown {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  return validate(value) ? undefined : validate.errors;
}

describe('GET /asyncapi.json', () => {
  it('is a valid AsyncAPI 3 document', async () => {
    const answer = await service.get('/asyncapi.json');

    expect(answer.status).toBe(200);
    const { document: parsed, diagnostics } = await new Parser().parse(answer.text);
    expect(diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([]);
    expect(parsed?.version()).toBe('3.0.0');
  });

  it('has every event of the contract, each in its direction, and no other', async () => {
    const { components, operations } = await document();

    const named = (action: string) => Object.values(operations).filter((operation) => operation.action === action)
      .flatMap(({ messages }) => messages.map(({ $ref }) => components.messages[$ref.split('/').pop() ?? '']?.name));
    expect(named('receive').sort()).toEqual(Object.keys(clientEvents).sort());
    expect(named('send').sort()).toEqual([...Object.keys(serverEvents), 'connect_error'].sort());
  });

  it('tells of each acknowledgement what a client gets', async () => {
    const ada = await aSignedInUser(service);
    const socket = await sockets.connect(ada);
    await aPlacedOrder(service, ada);
    const payloads: { [Name in ClientEventName]: unknown } = {
      message: 'hello',
      'weather:subscribe': { city: 'Oslo' },
      'weather:unsubscribe': { city: 'Oslo' },
      resume: { offset: 0 },
      'auth:refresh': { token: ada.accessToken },
    };

    for (const [name, payload] of Object.entries(payloads)) {
      expect(await misfits(name, payload)).toBeUndefined();
      expect(await misfits(`${name} acknowledgement`, await socket.emitWithAck(name as 'message', payload as string))).toBeUndefined();
      expect(await misfits(`${name} acknowledgement`, await socket.emitWithAck(name as 'message', 7 as never))).toBeUndefined();
      expect(await misfits(`${name} acknowledgement`, { ok: true })).toBeDefined();
    }
  });

  it('tells how many bytes a message may have', async () => {
    const { 'x-max-bytes': most } = (await document()).components.schemas.messagePayload ?? {};
    const socket = await sockets.connect();

    expect(await socket.emitWithAck('message', 'é'.repeat(Number(most) / 2))).toMatchObject({ ok: true });
    expect(await socket.emitWithAck('message', 'é'.repeat(Number(most) / 2 + 1))).toMatchObject({ ok: false });
  });

  it('tells how a connection is refused', async () => {
    for (const token of ['nonsense', 7]) {
      const { message, data } = await sockets.refusal(token);
      expect(data).toMatchObject({ code: 'TOKEN_INVALID' });
      expect(await misfits('connect_error', { message, data })).toBeUndefined();
    }
    expect(
      await misfits('connect_error', { message: 'RATE_LIMITED', data: { code: 'RATE_LIMITED', message: 'Later.', retryAfterSeconds: 3 } }),
    ).toBeUndefined();
    expect(await misfits('connect_error', { message: 'EMAIL_TAKEN', data: { code: 'EMAIL_TAKEN', message: 'It is taken.' } })).toBeDefined();
  });

  it('has a name for every object and every choice of words, for generated types to have it too', async () => {
    const nameless = /"(?:type":"object","properties|enum)":/g;

    for (const [name, schema] of Object.entries((await document()).components.schemas)) {
      const own = 'properties' in schema || 'enum' in schema ? 1 : 0;
      expect([name, JSON.stringify(schema).match(nameless)?.length ?? 0]).toEqual([name, own]);
    }
  });

  it('tells which events are for signed-in sockets', async () => {
    const secured = Object.entries((await document()).operations).filter(([, { security }]) => security).map(([key]) => key);

    expect(secured).toEqual(['resume', 'orderCreated']);
  });

  it('tells what comes behind the payload of an event', async () => {
    const { components } = await document();
    const { schema } = components.messages.ready?.['x-second-argument'] ?? {};
    const socket = sockets.open();
    const heard = new Promise<unknown[]>((resolve) => socket.once('ready', (...args) => { resolve(args); }));
    socket.connect();
    const [, position] = await heard;

    expect(position).toEqual(expect.any(String));
    expect(misfitsOf({ ...schema, components }, position)).toBeUndefined();
    expect(misfitsOf({ ...schema, components }, { not: 'a position' })).toBeDefined();
    const positioned = Object.values(components.messages).filter((message) => message['x-second-argument']).map(({ name }) => name);
    expect(positioned.sort()).toEqual(Object.keys(serverEvents).sort());
  });

  it('tells of events what a client hears', async () => {
    const ada = await aSignedInUser(service);
    const socket = sockets.open(ada.accessToken);
    const heard = Promise.all([next(socket, 'ready'), next(socket, 'response'), next(socket, 'order:created')]);
    socket.connect();
    await next(socket, 'ready');
    socket.emit('message', 'hello', () => undefined);
    await aPlacedOrder(service, ada);
    const [ready, response, order] = await heard;
    const closing = next(socket, 'closing');
    await service.post('/auth/logout', { refreshToken: ada.refreshToken });

    for (const [name, payload] of [['ready', ready], ['response', response], ['order:created', order], ['closing', await closing]] as const) {
      expect(await misfits(name, payload)).toBeUndefined();
    }
    expect(await misfits('closing', { code: 'EMAIL_TAKEN', message: 'It is taken.' })).toBeDefined();
  });

  it('tells of each refusal with which codes it comes', async () => {
    const [ada, bob] = [await aSignedInUser(service), await aSignedInUser(service)];
    const [anonymous, socket] = [await sockets.connect(), await sockets.connect(ada)];
    await socket.emitWithAck('weather:subscribe', { city: 'Oslo' });
    await service.get('/weather/Paris');
    weather.behave('reset');
    const refusals: [ClientEventName, unknown, string, SocketClient?][] = [
      ['message', 'é'.repeat(32_769), 'VALIDATION_FAILED'],
      ['weather:subscribe', { city: 'Paris' }, 'TOO_MANY_SUBSCRIPTIONS'],
      ['weather:subscribe', { city: 'Bergen' }, 'UPSTREAM_UNAVAILABLE'],
      ['weather:unsubscribe', { city: 'somewhere else' }, 'UPSTREAM_UNAVAILABLE'],
      ['resume', { offset: 0 }, 'NOT_SIGNED_IN', anonymous],
      ['auth:refresh', { token: 'nonsense' }, 'TOKEN_INVALID'],
      ['auth:refresh', { token: bob.accessToken }, 'FORBIDDEN'],
    ];

    for (const [name, payload, code, asker = socket] of refusals) {
      const refusal: unknown = await asker.emitWithAck(name as 'message', payload as string);
      expect(refusal).toMatchObject({ ok: false, error: { code } });
      expect(await misfits(`${name} acknowledgement`, refusal)).toBeUndefined();
      expect(await misfits(`${name} acknowledgement`, { ok: false, error: { code: 'EMAIL_TAKEN', message: 'It is taken.' } })).toBeDefined();
      if (code === 'UPSTREAM_UNAVAILABLE') expect(refusal).toMatchObject({ error: { retryAfterSeconds: expect.any(Number) } });
    }
  });
});

describe('GET /docs/events', () => {
  it('is a page for people, whose parts all come from here', async () => {
    const page = await service.get('/docs/events');

    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part ?? '');
    expect(parts.length).toBeGreaterThanOrEqual(3);
    for (const part of parts) expect((await service.get(part)).status).toBe(200);
  });

  it.each(['/docs/events/../realtime.module.js', '/docs/events/events.html', '/docs/events/%2e%2e%2fasyncapi.js'])(
    'gives nothing else, such as %s',
    async (path) => {
      expect((await service.get(path)).status).toBeGreaterThanOrEqual(400);
    },
  );
});
