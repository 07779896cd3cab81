import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { Service, bootService } from './support/service.js';
import type { Fault } from './support/service-process.js';
import { type SocketClient, SocketClients, collect, next } from './support/socket-client.js';
import { type SignedInUser, aSignedInUser } from './support/users.js';

const weather = new OpenMeteoDouble();
const service = bootService({ weather });
const other = new Service({ besides: service });
const sockets = new SocketClients(service);
let ada: SignedInUser;
beforeAll(async () => {
  await other.start();
  ada = await aSignedInUser(service);
});
afterAll(async () => other.stop());

/** What the gateways call, where it is done. */
const hooks = {
  'address admission': { file: 'realtime/limits/address-limits', owner: 'AddressLimits', method: 'admit' },
  identification: { file: 'realtime/admission', owner: 'Admission', method: 'identify' },
  'counting connections': { file: 'realtime/socket-metrics', owner: 'SocketMetrics', method: 'countConnection' },
  'counting refusals': { file: 'realtime/socket-metrics', owner: 'SocketMetrics', method: 'countRefusal' },
  'signing in': { file: 'realtime/admission', owner: 'Admission', method: 'admit' },
  'following personal events': { file: 'realtime/missed-events.gateway', owner: 'MissedEventsGateway', method: 'follow' },
  'the rate of events': { file: 'realtime/limits/sending-rate', owner: 'SendingRate', method: 'take' },
  message: { file: 'realtime/capitals', owner: 'Capitals', method: 'of' },
  'weather:subscribe': { file: 'weather-updates/weather-subscriptions', owner: 'WeatherSubscriptions', method: 'subscribe' },
  'weather:unsubscribe': { file: 'weather-updates/weather-subscriptions', owner: 'WeatherSubscriptions', method: 'unsubscribe' },
  resume: { file: 'personal-events/personal-events', owner: 'PersonalEvents', method: 'since' },
  'auth:refresh': { file: 'realtime/admission', owner: 'Admission', method: 'refresh' },
  'watching a city': { file: 'weather-updates/watched-cities', owner: 'WatchedCities', method: 'add' },
  'watching a city no longer': { file: 'weather-updates/watched-cities', owner: 'WatchedCities', method: 'remove' },
};
type Hook = keyof typeof hooks;

const payloads = {
  message: 'hello',
  'weather:subscribe': { city: 'Oslo' },
  'weather:unsubscribe': { city: 'Oslo' },
  resume: { offset: 0 },
  'auth:refresh': { token: 'any' },
};
const internal = expect.objectContaining({ code: 'INTERNAL_ERROR' });

/** A connection that the log names by this id. */
function aConnection() {
  const requestId = randomUUID();
  return { requestId, options: { extraHeaders: { 'X-Request-Id': requestId } } };
}

const closing = async (socket: SocketClient) => within(5_000, 'the end', new Promise((resolve) => socket.once('disconnect', resolve)));
const startOf = async (process: Service) => /^process_start_time_seconds (\S+)$/m.exec((await process.operations.get('/metrics')).text)?.[1];
const failure = {
  level: 50,
  msg: expect.any(String),
  err: expect.objectContaining({ type: expect.stringMatching(/^(?:Type|Range)Error$/), stack: expect.stringContaining(' at ') }),
};

/** Waits until the log tells of an error in a line with this text. */
async function logs(text: string): Promise<void> {
  await eventually(() => {
    const lines = service.api.output.trimEnd().split('\n').filter((line) => line.includes(text)).map((line) => JSON.parse(line) as object);
    expect(lines).toContainEqual(expect.objectContaining(failure));
  });
}

/** While a hook of one process fails, `meet` happens there; a socket that it had before, and one of the other process, notice nothing. */
async function whileFailing(hook: Hook, how: Fault['how'], meet: () => Promise<void>): Promise<void> {
  const start = await startOf(service);
  const [earlier, neighbour] = [await sockets.ready(ada), await sockets.ready(ada, other)];
  const disturbed = [earlier, neighbour].flatMap((socket) => [collect(socket, 'closing'), collect(socket, 'ready')]);

  await service.api.fail({ ...hooks[hook], how });
  try {
    const [answer] = await Promise.all([within(1_000, 'an answer of the other process', neighbour.emitWithAck('message', 'and me?')), meet()]);
    expect(answer).toEqual({ ok: true, data: 'Response: AND ME?' });
  } finally {
    await service.api.mend();
  }

  for (const socket of [earlier, neighbour, await sockets.ready(ada)])
    expect(await socket.emitWithAck('message', 'now')).toEqual({ ok: true, data: 'Response: NOW' });
  expect(disturbed).toEqual([[], [], [], []]);
  expect(start).toBeDefined();
  expect(await startOf(service)).toBe(start);
}

describe('a hook of the sockets that fails', () => {
  it.each([
    ['address admission', 'throws'],
    ['address admission', 'rejects'],
    ['identification', 'throws'],
    ['counting connections', 'throws'],
  ] as const)('before the connection (%s %s) refuses that socket, and no other', async (hook, how) => {
    const { requestId, options } = aConnection();

    await whileFailing(hook, how, async () => {
      expect(await sockets.refusal(ada.accessToken, options)).toMatchObject({ message: 'INTERNAL_ERROR', data: internal });
    });

    await logs(requestId);
  });

  it('at a refusal ends that connection, and no other', async () => {
    const { requestId, options } = aConnection();

    await whileFailing('counting refusals', 'throws', async () => {
      const socket = sockets.open('no token', service, options);
      const closed = new Promise((resolve) => socket.io.once('close', resolve));
      socket.connect();
      await within(5_000, 'the end of the connection', closed);
      socket.disconnect();
    });

    await logs(requestId);
  });

  it.each([
    ['signing in', 'throws'],
    ['signing in', 'rejects'],
    ['following personal events', 'throws'],
    ['following personal events', 'rejects'],
  ] as const)('at the connection (%s %s) closes that socket, and says that it is our fault', async (hook, how) => {
    const { requestId, options } = aConnection();

    await whileFailing(hook, how, async () => {
      const socket = sockets.open(ada.accessToken, service, options);
      const ended = Promise.all([next(socket, 'closing'), closing(socket)]);
      socket.connect();
      expect(await ended).toEqual([internal, 'io server disconnect']);
    });

    await logs(requestId);
  });

  it.each([
    ['the rate of events', 'throws', 'message'],
    ...(['message', 'weather:subscribe', 'weather:unsubscribe', 'resume', 'auth:refresh'] as const).flatMap(
      (name) =>
        [
          [name, 'throws', name],
          [name, 'rejects', name],
        ] as const,
    ),
    ['resume', 'answers what cannot be written', 'resume'],
  ] as const)('at an event (%s %s) is told in the acknowledgement of %s, and the socket lives on', async (hook, how, name) => {
    const { requestId, options } = aConnection();
    const socket = await sockets.ready(ada, service, options);

    await whileFailing(hook, how, async () => {
      expect(await socket.emitWithAck(name as 'message', payloads[name] as string)).toEqual({ ok: false, error: internal });
    });

    await logs(requestId);
    expect(await socket.emitWithAck('message', 'hello')).toEqual({ ok: true, data: 'Response: HELLO' });
  });

  it('as a city is watched, or at the end of a connection that watched one, is logged and keeps nobody from either', async () => {
    const socket = await sockets.ready();

    await whileFailing('watching a city', 'throws', async () => {
      expect(await socket.emitWithAck('weather:subscribe', { city: 'Lima' })).toMatchObject({ ok: true });
    });
    await logs('WatchedCities.add failed');

    await whileFailing('watching a city no longer', 'throws', async () => {
      socket.disconnect();
      await logs('WatchedCities.remove failed');
    });
  });
});

describe('a method that is not there', () => {
  it.each([{ method: 'identifyAll' }, { owner: 'Admissions' }, { file: 'realtime/admissions' }])(
    'cannot be made to fail, so that nothing above passes for nothing: %j',
    async (wrong) => {
      await expect(service.api.fail({ ...hooks.identification, ...wrong, how: 'throws' })).rejects.toThrow(/There is no method|Cannot find module/);
    },
  );
});
