import { beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { weatherView } from '../src/contracts/weather.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { SocketClients, collect, next } from './support/socket-client.js';
import { type SignedInUser, aSignedInUser } from './support/users.js';

describe('a socket', () => {
  const weather = new OpenMeteoDouble();
  const service = bootService({ weather });
  const sockets = new SocketClients(service);
  let ada: SignedInUser;
  beforeAll(async () => { ada = await aSignedInUser(service); });

  it('answers a message in capitals, to its sender alone', async () => {
    const [socket, other] = [await sockets.connect(), await sockets.connect()];
    const heard = collect(other, 'response');
    const response = next(socket, 'response');

    expect(await socket.emitWithAck('message', 'hello, Zoë')).toEqual({ ok: true, data: 'Response: HELLO, ZOË' });

    expect(await response).toBe('Response: HELLO, ZOË');
    await other.emitWithAck('message', 'mine');
    expect(heard).toEqual(['Response: MINE']);
  });

  it.each([
    ['an object', { text: 'hello' }],
    ['a number', 7],
    ['nothing', null],
    ['an endless text', 'x'.repeat(65_537)],
  ])('refuses %s for a message, and lives on', async (_, payload) => {
    const socket = await sockets.connect();

    expect(await socket.emitWithAck('message', payload as string)).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', message: expect.any(String) },
    });

    expect(await socket.emitWithAck('message', 'still here')).toMatchObject({ ok: true });
  });

  it.each(['no-such-event', 'constructor', '__proto__', 'hasOwnProperty'])('knows no event %s', async (name) => {
    const socket = await sockets.connect();

    expect(await socket.emitWithAck(name as 'message', 'x')).toMatchObject({ ok: false, error: { code: 'UNKNOWN_EVENT' } });
  });

  it('needs no acknowledgement to be answered', async () => {
    const socket = await sockets.connect();
    const response = next(socket, 'response');

    socket.emit('message', 'quiet', undefined as never);

    expect(await response).toBe('Response: QUIET');
  });

  it('subscribes anyone to the weather, as GET /weather/:city gives it', async () => {
    const socket = await sockets.connect();

    const answer = await socket.emitWithAck('weather:subscribe', { city: 'Oslo' });

    const { fetchedAt: _, ...expected } = (await service.get('/weather/oslo')).as(weatherView);
    expect(answer).toEqual({ ok: true, data: { ...expected, fetchedAt: expect.any(String) } });
    expect(await socket.emitWithAck('weather:unsubscribe', { city: 'oslo' })).toEqual(answer);
  });

  it.each([
    [{ city: 'Qqqqq' }, 'CITY_NOT_FOUND'],
    [{ city: '<script>' }, 'VALIDATION_FAILED'],
    [{ city: 'Oslo', country: 'Norway' }, 'VALIDATION_FAILED'],
    ['Oslo', 'VALIDATION_FAILED'],
  ])('refuses weather of %j', async (payload, code) => {
    const socket = await sockets.connect();

    expect(await socket.emitWithAck('weather:subscribe', payload as { city: string })).toMatchObject({ ok: false, error: { code } });
  });

  it('tells of a provider that is away by the code that HTTP has for it', async () => {
    weather.behave('reset');
    const socket = await sockets.connect();

    expect(await socket.emitWithAck('weather:subscribe', { city: 'Quito' })).toMatchObject({ ok: false, error: { code: 'UPSTREAM_UNAVAILABLE' } });
    weather.behave('answer');
  });

  it.each(['garbage', 'a.b.c', 42, { $gt: '' }])('is refused with the token %j', async (token) => {
    const refusal = await sockets.refusal(token);

    expect(refusal.message).toBe('TOKEN_INVALID');
    expect(refusal.data).toEqual({ code: 'TOKEN_INVALID', message: expect.any(String) });
  });

  it('keeps everything personal closed to strangers', async () => {
    const socket = await sockets.connect();

    expect(await socket.emitWithAck('resume', { offset: 0 })).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
  });

  it('says which fields are bad', async () => {
    const socket = await sockets.connect(ada);

    expect(await socket.emitWithAck('resume', { offset: -1 })).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', errors: [{ path: 'offset' }] } });
  });

  it('works over long polling too', async () => {
    const socket = await sockets.connect(ada, service, { transports: ['polling'] });

    expect(await socket.emitWithAck('message', 'slowly')).toEqual({ ok: true, data: 'Response: SLOWLY' });
    expect(await socket.emitWithAck('resume', { offset: 0 })).toMatchObject({ ok: true });
  });

  it('is told where to go when it connects to another namespace', async () => {
    const socket = io(service.url, { transports: ['websocket'], forceNew: true });
    const refusal = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    socket.disconnect();

    expect(refusal).toMatchObject({ message: 'ROUTE_NOT_FOUND', data: { message: expect.stringContaining('/ws') } });
  });

  it('can be opened by long polling, whose answers tell their time too', async () => {
    const answer = await service.get('/socket.io/?EIO=4&transport=polling');

    expect(answer.status).toBe(200);
    expectTraced(answer);
  });
});
