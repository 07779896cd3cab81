import { describe, expect, it, jest } from '@jest/globals';
import { CodedError, RateLimited, TooBusy } from '../contracts/errors.js';
import type { Logger } from '../platform/observability/logger.js';
import { type Handlers, dispatch } from './dispatch.js';
import type { RealtimeSocket } from './fleet/socket-server.js';

type Packet = (packet: unknown[], next: () => void) => void;

function socketWith(overrides: Partial<Handlers> = {}, allow: () => void = () => undefined) {
  let receive: Packet = () => undefined;
  const socket = { id: 'the-socket', conn: { readyState: 'open' }, use: (middleware: Packet) => { receive = middleware; } } as unknown as RealtimeSocket;
  const [error, info] = [jest.fn(), jest.fn()];
  const handlers: Handlers = {
    message: async (_, text) => Promise.resolve(`heard ${text}`),
    'weather:subscribe': async () => Promise.reject(new CodedError('CITY_NOT_FOUND', 'No such city.')),
    'weather:unsubscribe': async () => Promise.resolve(null),
    resume: async () => Promise.resolve({ events: [], resync: false }),
    'auth:refresh': async () => Promise.reject(new Error('the key of ada@example.org')),
    ...overrides,
  };
  dispatch(socket, { handlers, allow }, { error, info } as unknown as Logger);
  const send = async (...packet: unknown[]) => new Promise((reply) => { receive([...packet, reply], () => undefined); });
  return { send, sendQuietly: (...packet: unknown[]) => { receive(packet, () => undefined); }, error, info };
}

describe('dispatch', () => {
  it('acknowledges what a handler returns', async () => {
    expect(await socketWith().send('message', 'hello')).toEqual({ ok: true, data: 'heard hello' });
    expect(await socketWith().send('weather:unsubscribe', { city: 'Oslo' })).toEqual({ ok: true, data: null });
  });

  it('hands over what the schema made of the payload', async () => {
    const subscribe = jest.fn<Handlers['weather:unsubscribe']>(async () => Promise.resolve(null));

    await socketWith({ 'weather:unsubscribe': subscribe }).send('weather:unsubscribe', { city: '  Oslo ' });

    expect(subscribe.mock.calls[0]?.[1]).toEqual({ city: 'Oslo' });
  });

  it('refuses a packet that has an id and no event', async () => {
    expect(await socketWith().send()).toMatchObject({ ok: false, error: { code: 'UNKNOWN_EVENT' } });
  });

  it('tells an error that may be told, and logs it as a refusal, once for a socket', async () => {
    const { send, error, info } = socketWith();

    for (let again = 0; again < 3; again++)
      expect(await send('weather:subscribe', { city: 'Atlantis' })).toEqual({ ok: false, error: { code: 'CITY_NOT_FOUND', message: 'No such city.' } });
    expect(error).not.toHaveBeenCalled();
    expect(info.mock.calls).toEqual([
      [expect.objectContaining({ code: 'CITY_NOT_FOUND', event: 'weather:subscribe', socketId: 'the-socket' }), 'socket event refused'],
    ]);
  });

  it('logs an error of ours, and tells nothing of it', async () => {
    const { send, error } = socketWith();

    const answer = await send('auth:refresh', { token: 'x' });

    expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(answer)).not.toContain('example.org');
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ event: 'auth:refresh', socketId: 'the-socket', requestId: expect.any(String) }),
      expect.any(String),
    );
  });

  it('lists the bad fields of a payload', async () => {
    expect(await socketWith().send('resume', { offset: -1, more: true })).toEqual({
      ok: false,
      error: { code: 'VALIDATION_FAILED', message: expect.any(String), errors: expect.arrayContaining([{ path: 'offset', message: expect.any(String) }]) },
    });
  });

  it.each([
    ['a limit', new RateLimited('Too many.', 2.4), 3],
    ['a full line', new TooBusy('Too many wait.', 5), 5],
    ['an upstream', new CodedError('UPSTREAM_UNAVAILABLE', 'It is away.', { retryAfterSeconds: 9.1 }), 10],
  ])('says after how long to try again: %s', async (_, error, retryAfterSeconds) => {
    const { code, message } = error;

    expect(await socketWith({ message: async () => Promise.reject(error) }).send('message', 'hello')).toEqual({
      ok: false,
      error: { code, message, retryAfterSeconds },
    });
    expect(await socketWith({}, () => { throw error; }).send('message', 'hello')).toEqual({ ok: false, error: { code, message, retryAfterSeconds } });
  });

  it.each(['nonsense', 'toString', '__proto__', ''])('knows no event "%s"', async (name) => {
    expect(await socketWith().send(name, {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_EVENT' } });
  });

  it('needs no acknowledgement', () => {
    expect(() => { socketWith().sendQuietly('message', 'hello'); }).not.toThrow();
  });
});
