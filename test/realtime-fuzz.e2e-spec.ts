import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { clientEvents } from '../src/contracts/events.js';
import { within } from './support/deadline.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { bootService } from './support/service.js';
import { type SocketClient, SocketClients } from './support/socket-client.js';
import { aSignedInUser } from './support/users.js';

const weather = new OpenMeteoDouble();
const service = bootService({ weather, environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'warn' } });
const sockets = new SocketClients(service);
const seed = Math.floor(Math.random() * 2 ** 31);

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', 'Oslo', '__proto__', '%00', '../..', "' OR 1=1 --", '\u0000', 'x'.repeat(70_000)));
const anything = fc.oneof(fc.json().map((json) => JSON.parse(json) as unknown), text, fc.double(), fc.integer(), fc.constantFrom(null, true), fc.uint8Array().map((bytes) => Buffer.from(bytes)));
const payload = fc.oneof(
  anything,
  fc.record({ city: fc.oneof(text, anything), offset: fc.oneof(fc.integer(), fc.double(), anything), token: text }, { requiredKeys: [] }),
  fc.dictionary(fc.constantFrom('city', 'offset', 'token', '__proto__', 'constructor', 'toString'), anything),
);
const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...Object.keys(clientEvents)) }, { weight: 1, arbitrary: text.filter((it) => !reserved.includes(it)) });
const event = fc.tuple(name, fc.array(payload, { maxLength: 3 }));

/** engine.io and socket.io packets, good ones and broken ones, and what is neither. */
const frame = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '42', '43', '45', '46', '40', '41', '42/ws,', '451-/ws,', '4599-/ws,', '42/ws,7', '43/ws,1'), fc.oneof(fc.json(), text)).map(([head, tail]) => head + tail),
  fc.constantFrom('451-/ws,["message",{"_placeholder":true,"num":5}]', '42/ws,["message"]', '42/ws,[]', '42/ws,{}', '40/ws,{"token":{"a":1}}', '42/ws,1["message",null]', '42/ws,["__proto__",1]'),
);

const pid = async () => Number(/^process_start_time_seconds (\S+)$/m.exec((await service.operations.get('/metrics')).text)?.[1]);

describe(`the sockets, with seed ${seed}`, () => {
  it('answer or refuse each of 8,000 events of any kind', async () => {
    const before = await pid();
    const ada = await aSignedInUser(service);
    const clients = [await sockets.connect(), await sockets.connect(ada), await sockets.connect()] as [SocketClient, ...SocketClient[]];
    const events = fc.sample(event, { numRuns: 8_000, seed });

    for (let begin = 0; begin < events.length; begin += 50) {
      const answers = events.slice(begin, begin + 50).map(async ([called, args], n) => {
        const socket = clients[n % clients.length] ?? clients[0];
        return socket.timeout(5_000).emitWithAck(called as 'message', ...(args as [string])) as Promise<unknown>;
      });
      for (const answer of await Promise.all(answers)) expect(answer).toEqual(expect.objectContaining({ ok: expect.any(Boolean) }));
    }

    expect(await pid()).toBe(before);
    expect(service.api.output).not.toContain('socket event failed');
  });

  it('survive 2,000 frames of any kind', async () => {
    const before = await pid();
    const frames = fc.sample(frame, { numRuns: 2_000, seed });

    for (let begin = 0; begin < frames.length; begin += 20) {
      const socket = new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      socket.on('error', () => undefined);
      await once(socket, 'open');
      socket.send('40/ws,');
      for (const sent of frames.slice(begin, begin + 20)) if (socket.readyState === WebSocket.OPEN) socket.send(sent);
      socket.close();
      await within(5_000, 'the end of a connection', once(socket, 'close'));
    }

    expect(await (await sockets.connect()).emitWithAck('message', 'still here')).toMatchObject({ ok: true });
    expect(await pid()).toBe(before);
  });
});
