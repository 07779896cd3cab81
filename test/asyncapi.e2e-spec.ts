import { describe, expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { errorCodes } from '../src/contracts/errors.js';
import { type ClientEventName, clientEvents, serverEvents } from '../src/contracts/events.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { aPlacedOrder } from './support/orders.js';
import { bootService } from './support/service.js';
import { SocketClients, next } from './support/socket-client.js';
import { aSignedInUser } from './support/users.js';

interface Document {
  components: { messages: Record<string, { name: string; payload: object }>; schemas: Record<string, object> };
  operations: Record<string, { action: string; messages: { $ref: string }[]; reply?: object }>;
}

const service = bootService({ worker: true, weather: new OpenMeteoDouble() });
const sockets = new SocketClients(service);
const document = async () => (await service.get('/asyncapi.json')).body as Document;

/** Says what does not fit the payload that the document gives a message of this name. */
async function misfits(name: string, payload: unknown): Promise<unknown> {
  const { components } = await document();
  const message = Object.values(components.messages).find((known) => known.name === name);
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile({ ...message?.payload, components });
  return validate(payload) ? undefined : validate.errors;
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
    expect(named('send').sort()).toEqual(Object.keys(serverEvents).sort());
    expect(JSON.stringify(components.schemas.Refusal)).toContain(JSON.stringify(errorCodes));
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

  it.each(['/docs/events/../realtime.module.js', '/docs/events/events.html', '/docs/events/%2e%2e%2fasyncapi.js'])('gives nothing else, such as %s', async (path) => {
    expect((await service.get(path)).status).toBeGreaterThanOrEqual(400);
  });
});
