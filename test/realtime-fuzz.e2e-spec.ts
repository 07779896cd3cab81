import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientEvents } from '../src/contracts/events.js';
import { OpenMeteoDouble } from './support/open-meteo-double.js';
import { type Outcome, RawSocket } from './support/raw-socket.js';
import { bootService } from './support/service.js';
import { type SocketClient, SocketClients } from './support/socket-client.js';
import { aSignedInUser } from './support/users.js';

const weather = new OpenMeteoDouble();
const service = bootService({ weather, environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'warn' } });
const sockets = new SocketClients(service);
const seed = Math.floor(Math.random() * 2 ** 31);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', 'Oslo', '__proto__', '%00', '../..', "' OR 1=1 --", '\u0000', 'x'.repeat(70_000)),
);
const anything = fc.oneof(
  fc.json().map((json) => JSON.parse(json) as unknown),
  text,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);
const payload = fc.oneof(
  anything,
  fc.record({ city: fc.oneof(text, anything), offset: fc.oneof(fc.integer(), fc.double(), anything), token: text }, { requiredKeys: [] }),
  fc.dictionary(fc.constantFrom('city', 'offset', 'token', '__proto__', 'constructor', 'toString'), anything),
);
const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(clientEvents)) },
  { weight: 1, arbitrary: text.filter((it) => !reserved.includes(it)) },
);
const event = fc.tuple(name, fc.array(payload, { maxLength: 3 }));

/** engine.io and socket.io packets, good ones and broken ones, and what is neither. */
const frame = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '42', '43', '45', '46', '40', '41', '42/ws,', '451-/ws,', '4599-/ws,', '42/ws,7', '43/ws,1'),
      fc.oneof(fc.json(), text),
    )
    .map(([head, tail]) => head + tail),
  fc.tuple(fc.nat(), name, fc.json()).map(([id, called, json]) => `42/ws,${id}[${JSON.stringify(called)},${json}]`),
  fc.constantFrom(
    '451-/ws,["message",{"_placeholder":true,"num":5}]',
    '42/ws,["message"]',
    '42/ws,[]',
    '42/ws,{}',
    '42/ws,1["message",null]',
    '42/ws,["__proto__",1]',
    '42/ws,2["message","hello"]',
    '42/ws,7',
    '42/ws,["message","hello"]',
  ),
  fc.constantFrom(
    '',
    '2',
    '2probe',
    '3',
    '5',
    '6',
    '4',
    '40',
    '40/nowhere,',
    '40/ws,',
    '40/ws,{"token":{"a":1}}',
    '41/ws,',
    '43/ws,1[]',
    '44/ws,{"message":"no"}',
  ),
);
/** Of engine.io all but its pings, which are for the server to send; of socket.io events without an id, and acknowledgements. */
const wantsNoAnswer = /^(?:[01356]|42\/ws,(?!\d)|43\/ws,)/;
/** Whether it is a good event, of any name and with any payload. */
function isEvent(sent: string): boolean {
  const [, json] = /^42\/ws,\d*(\[.*\])$/s.exec(sent) ?? [];
  try {
    const [called] = JSON.parse(json ?? '[]') as unknown[];
    return typeof called === 'string' && !reserved.includes(called);
  } catch {
    return false;
  }
}

const startOfProcess = async () => Number(/^process_start_time_seconds (\S+)$/m.exec((await service.operations.get('/metrics')).text)?.[1]);

describe(`the sockets, with seed ${seed}`, () => {
  it('answer or refuse each of 8,000 events of any kind', async () => {
    const before = await startOfProcess();
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

    expect(await startOfProcess()).toBe(before);
    expect(service.api.output).not.toContain('socket event failed');
  });

  it('answer, refuse or rightly pass over each of 2,000 frames of any kind', async () => {
    const before = await startOfProcess();
    const frames = fc.sample(frame, { numRuns: 2_000, seed });
    const counts: Record<Outcome, number> = { answered: 0, refused: 0, closed: 0, silent: 0 };

    const lane = async () => {
      let socket = await RawSocket.open(service);
      for (let sent = frames.pop(); sent !== undefined; sent = frames.pop()) {
        if (socket.closed) socket = await RawSocket.open(service);
        const outcome = await socket.say(sent);
        const shown = typeof sent === 'string' ? sent : 'a binary frame';
        if (outcome === 'silent') expect(shown).toMatch(wantsNoAnswer);
        if (outcome === 'closed') expect([shown, isEvent(shown)]).toEqual([shown, false]);
        counts[outcome] += 1;
      }
      socket.close();
    };
    await Promise.all(Array.from({ length: 8 }, lane));

    expect(counts.answered + counts.refused + counts.closed + counts.silent).toBe(2_000);
    for (const outcome of ['answered', 'refused', 'closed', 'silent'] as const) expect(counts[outcome]).toBeGreaterThan(10);
    expect(await (await sockets.connect()).emitWithAck('message', 'still here')).toMatchObject({ ok: true });
    expect(await startOfProcess()).toBe(before);
  });
});
