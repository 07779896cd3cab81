import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { longestMessageBytes } from '../src/contracts/events.js';
import { within } from './support/deadline.js';
import { eventually } from './support/eventually.js';
import { Service, bootService } from './support/service.js';
import { SocketClients } from './support/socket-client.js';
import { TcpProxy } from './support/tcp-proxy.js';

const environment = {
  RATE_LIMIT: 'on',
  SOCKETS_PER_ADDRESS: '10',
  SOCKET_HANDSHAKES_PER_MINUTE: '40',
  SOCKET_EVENTS_PER_SECOND: '20',
  SOCKET_EVENTS_AT_ONCE: '200',
  SOCKET_KIB_AT_ONCE: '4096',
  TRUST_PROXY: '1',
};
const service = bootService({ environment });
const eager = new Service({ besides: service, environment: { RATE_LIMIT: 'on', TRUST_PROXY: '1' } });
beforeAll(async () => eager.start());
afterAll(async () => eager.stop());
const sockets = new SocketClients(service);
/** Each test comes from an address of its own. */
let visitors = 0;
const anAddress = () => `192.0.2.${(visitors += 1)}`;
const from = (address: string) => ({ extraHeaders: { 'X-Forwarded-For': address } });

describe('an address', () => {
  it('may hold so many sockets open, and open another when it has closed one', async () => {
    const address = anAddress();
    const open = await Promise.all(Array.from({ length: 10 }, async () => sockets.connect(undefined, service, from(address))));

    expect(await sockets.refusal(undefined, from(address))).toMatchObject({
      message: 'TOO_MANY_CONNECTIONS',
      data: { code: 'TOO_MANY_CONNECTIONS', message: expect.any(String) },
    });

    expect((await sockets.connect(undefined, service, from(anAddress()))).connected).toBe(true);
    open[0]?.disconnect();
    await eventually(async () => { await sockets.connect(undefined, service, from(address)); });
  });

  it('may connect so often, and is told when it may again', async () => {
    const address = anAddress();
    for (let n = 0; n < 40; n++) (await sockets.connect(undefined, service, from(address))).disconnect();

    const refusal = await sockets.refusal(undefined, from(address));

    expect(refusal).toMatchObject({ message: 'RATE_LIMITED', data: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } });
  });

  it('cannot hold connections open that never say what they want', async () => {
    const silent = Array.from(
      { length: 25 },
      () => new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers: { 'X-Forwarded-For': '192.0.2.200' } }),
    );

    const closed = silent.map(async (socket) => once(socket, 'close'));

    await within(5_000, 'the end of those beyond twice the limit', Promise.any(closed));
    await within(20_000, 'the end of all', Promise.all(closed));
  });

  it('cannot ask again and again over one connection to be let in', async () => {
    const connection = new WebSocket(`${service.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      headers: { 'X-Forwarded-For': anAddress() },
    });
    await once(connection, 'open');
    const closed = once(connection, 'close');

    for (let n = 0; n < 50; n++) connection.send(`40/ws,{"pid":"none-${n}","offset":"1-1"}`);

    await within(1_000, 'the end of the connection', closed);
    expect(await openConnections()).toBeLessThanOrEqual(5);
  });
});

describe('a socket', () => {
  it('that goes on sending what is refused is cut off, and keeps nobody else waiting', async () => {
    const other = await sockets.connect(undefined, eager, from(anAddress()));
    const flooder = new WebSocket(`${eager.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers: { 'X-Forwarded-For': anAddress() } });
    flooder.on('error', () => undefined);
    await once(flooder, 'open');
    flooder.send('40/ws,');
    const closed = once(flooder, 'close');

    for (let sent = 0; sent < 200_000 && flooder.readyState === WebSocket.OPEN; sent += 1_000) {
      for (let n = 0; n < 1_000; n++) flooder.send('42/ws,["message","hi"]');
      await sleep(1);
    }

    expect(flooder.readyState).not.toBe(WebSocket.OPEN);
    await within(2_000, 'the end of the connection', closed);
    expect(await other.emitWithAck('message', 'and me?')).toMatchObject({ ok: true });
  });

  it('is refused events that come too fast, answered again later, and not closed', async () => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));

    const answers = await Promise.all(Array.from({ length: 300 }, async () => socket.emitWithAck('message', 'hello')));

    const refused = answers.filter((answer) => !answer.ok);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(200);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toEqual({ ok: false, error: { code: 'RATE_LIMITED', message: expect.any(String), retryAfterSeconds: 1 } });
    await sleep(200);
    expect(await socket.emitWithAck('message', 'slower')).toEqual({ ok: true, data: 'Response: SLOWER' });
  });

  it('may send as many events at once as it has left, and is answered all of them', async () => {
    const socket = await sockets.connect(undefined, eager, from(anAddress()));

    const answers = await Promise.all(Array.from({ length: 1_000 }, async () => socket.emitWithAck('message', 'hello')));

    expect(answers.filter((answer) => answer.ok)).toHaveLength(1_000);
  });

  it('is refused events when they are too much in bytes, and cut off when it goes on', async () => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    const long = 'x'.repeat(longestMessageBytes);

    const answers = await Promise.all(Array.from({ length: 90 }, async () => socket.emitWithAck('message', long)));

    expect(answers.filter((answer) => answer.ok).length).toBeGreaterThanOrEqual(60);
    expect(answers.at(-1)).toEqual({
      ok: false,
      error: {
        code: 'RATE_LIMITED',
        message: expect.stringMatching(/^A socket may send 1024 KiB per second\. Try again in \d+ s\.$/),
        retryAfterSeconds: expect.any(Number),
      },
    });
    for (let n = 0; n < 90; n++) socket.emit('message', long, () => undefined);
    expect(await within(5_000, 'the end of the connection', closed)).toBe('transport close');
  });

  it.each([
    ['Latin', 'x'.repeat(longestMessageBytes)],
    ['Chinese', '汉'.repeat(longestMessageBytes / 4)],
    ['emoji', '👩‍🚀'.repeat(5_957)],
    ['control characters', '\u0001'.repeat(longestMessageBytes)],
    ['quotes', '"'.repeat(longestMessageBytes)],
  ])('may send 64 kB of %s, whole and in capitals', async (_, text) => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));

    expect(await socket.emitWithAck('message', text)).toEqual({ ok: true, data: `Response: ${text.toUpperCase()}` });
  });

  it.each([
    ['straße ŉ ﬁ', 'STRASSE ʼN FI'],
    ['σς ͅα', 'ΣΣ ΙΑ'],
    ['і́ їжак', 'І́ ЇЖАК'],
    ['ქართული', 'ᲥᲐᲠᲗᲣᲚᲘ'],
    ['İıi', 'İII'],
    ['العربية 汉语', 'العربية 汉语'],
  ])('hears %s in the capitals of its own script', async (text, capitals) => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));

    expect(await socket.emitWithAck('message', text)).toEqual({ ok: true, data: `Response: ${capitals}` });
  });

  it.each([
    ['one byte more than 64 kB', 'x'.repeat(longestMessageBytes + 1)],
    ['more than 64 kB in fewer characters', '汉'.repeat(30_000)],
  ])('is refused %s by an acknowledgement', async (_, text) => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));

    expect(await socket.emitWithAck('message', text)).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    expect(await socket.emitWithAck('message', 'still here')).toMatchObject({ ok: true });
  });

  it('is closed at a packet that nobody sends by mistake', async () => {
    const socket = await sockets.connect(undefined, service, from(anAddress()));
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));

    socket.emit('message', 'x'.repeat(1_000_000), () => undefined);

    expect(await closed).toBe('transport close');
  });

  it('that does not read is closed before much waits for it, while others are served', async () => {
    const slow = new TcpProxy(() => service.url);
    await slow.start();
    const reader = await sockets.connect(undefined, { url: slow.origin }, from(anAddress()));
    const other = await sockets.connect(undefined, service, from(anAddress()));
    slow.stopReading();
    const before = await memory();

    for (let n = 0; n < 200; n++) reader.emit('message', 'x'.repeat(longestMessageBytes), () => undefined);
    await eventually(async () => { expect(await openConnections()).toBe(1); });

    expect(await other.emitWithAck('message', 'and me?')).toMatchObject({ ok: true });
    expect((await memory()) - before).toBeLessThan(60_000_000);
    await slow.stop();
  });
});

const metric = async (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec((await service.operations.get('/metrics')).text)?.[1]);
const memory = async () => metric('process_resident_memory_bytes');
const openConnections = async () => metric('sockets_open');
