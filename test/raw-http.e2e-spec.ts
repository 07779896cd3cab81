import { describe, expect, it } from '@jest/globals';
import { expectProblem } from './support/problem.js';
import { sendRaw } from './support/raw-http.js';
import { bootService } from './support/service.js';
import { aUser } from './support/users.js';

const service = bootService();
const post = (...headers: string[]) => ['POST /register HTTP/1.1', 'Host: isobar', 'Connection: close', ...headers, '', ''].join('\r\n');
const json = 'Content-Type: application/json';
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const tooMuch = JSON.stringify({ email: 'x'.repeat(200_000) });

describe('a body over 100 kB', () => {
  it.each([
    ['that says its length', [post(json, `Content-Length: ${tooMuch.length}`), tooMuch]],
    ['that only says its length', [post(json, 'Content-Length: 100001')]],
    ['that says an enormous length', [post(json, 'Content-Length: 99999999999')]],
    ['in chunks', [post(json, 'Transfer-Encoding: chunked'), chunkOf(tooMuch.slice(0, 90_000)), chunkOf(tooMuch.slice(90_000)), '0\r\n\r\n']],
    ['of another type', [post('Content-Type: text/plain', `Content-Length: ${tooMuch.length}`), tooMuch]],
    ['of no type', [post(`Content-Length: ${tooMuch.length}`), tooMuch]],
  ])('%s is refused', async (_, parts) => {
    expectProblem(await sendRaw(service, ...parts), 413, 'PAYLOAD_TOO_LARGE');
  });

  it('that hides behind a small length is cut off there', async () => {
    expectProblem(await sendRaw(service, post(json, 'Content-Length: 10'), tooMuch), 400, 'MALFORMED_REQUEST');
  });
});

describe('a body', () => {
  it('of just under 100 kB is read', async () => {
    const body = JSON.stringify({ ...aUser(), displayName: 'x'.repeat(99_800) });

    expectProblem(await sendRaw(service, post(json, `Content-Length: ${body.length}`), body), 400, 'VALIDATION_FAILED');
  });

  it('in chunks is read', async () => {
    const body = JSON.stringify(aUser());

    const answer = await sendRaw(service, post(json, 'Transfer-Encoding: chunked'), chunkOf(body.slice(0, 10)), chunkOf(body.slice(10)), '0\r\n\r\n');

    expect(answer.status).toBe(201);
  });

  it.each(['Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=x', 'X-No: type'])('with "%s" is no JSON', async (header) => {
    expectProblem(await sendRaw(service, post(header, 'Content-Length: 2'), '{}'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it.each(['Content-Encoding: compress', 'Content-Type: application/json; charset=klingon'])('with "%s" cannot be read', async (header) => {
    const type = header.startsWith('Content-Type') ? [] : [json];

    expectProblem(await sendRaw(service, post(...type, header, 'Content-Length: 2'), '{}'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['a greeting', 'HELLO\r\n\r\n'],
    ['a method that is none', 'FROB /users HTTP/1.1\r\nHost: isobar\r\n\r\n'],
    ['a version that is none', 'GET / HTTP/9.9\r\nHost: isobar\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: isobar\r\n: x\r\n\r\n'],
    ['a length that is none', post('Content-Length: ten')],
    ['two lengths', post('Content-Length: 1', 'Content-Length: 2')],
    ['a length and chunks', post('Content-Length: 1', 'Transfer-Encoding: chunked')],
    ['a chunk that is none', `${post(json, 'Transfer-Encoding: chunked')}zz\r\n`],
  ])('is answered by a problem too: %s', async (_, bytes) => {
    const { detail } = expectProblem(await sendRaw(service, bytes), 400, 'MALFORMED_REQUEST');

    expect(detail).toBeDefined();
  });

  it('headers without end', async () => {
    expectProblem(await sendRaw(service, post(`X-Endless: ${'x'.repeat(40_000)}`)), 431, 'HEADERS_TOO_LARGE');
  });

  it('a URL without end', async () => {
    expectProblem(await sendRaw(service, `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: isobar\r\n\r\n`), 431, 'HEADERS_TOO_LARGE');
  });

  it('an expectation that is none', async () => {
    expectProblem(await sendRaw(service, 'GET / HTTP/1.1\r\nHost: isobar\r\nExpect: a miracle\r\n\r\n'), 417, 'EXPECTATION_FAILED');
  });

  it('an upgrade to nothing that is here', async () => {
    expectProblem(await sendRaw(service, 'GET /users HTTP/1.1\r\nHost: isobar\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'), 400, 'MALFORMED_REQUEST');
  });

  it('a request without a host', async () => {
    expectProblem(await sendRaw(service, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), 400, 'MALFORMED_REQUEST');
  });
});

describe('what opens no socket', () => {
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
  const ask = (query: string, ...headers: string[]) => [`GET /socket.io/?${query} HTTP/1.1`, 'Host: isobar', ...headers, '', ''].join('\r\n');

  it.each([
    ['a WebSocket', 'websocket'],
    ['long polling', 'polling'],
  ])('is refused to the pages of others: %s', async (_, transport) => {
    const headers = ['Origin: https://elsewhere.example', ...(transport === 'websocket' ? upgrade : ['Connection: close'])];

    expectProblem(await sendRaw(service, ask(`EIO=4&transport=${transport}`, ...headers)), 403, 'FORBIDDEN');
  });

  it.each([
    ['a WebSocket for a session that is none', ask('EIO=4&transport=websocket&sid=nobody', ...upgrade)],
    ['a WebSocket for a session of a reserved name', ask('EIO=4&transport=websocket&sid=__proto__', ...upgrade)],
    ['a WebSocket over another transport', ask('EIO=4&transport=pigeon', ...upgrade)],
    ['a poll of a session that is none', ask('EIO=4&transport=polling&sid=nobody', 'Connection: close')],
    ['another transport', ask('EIO=4&transport=pigeon', 'Connection: close')],
    ['an older protocol', ask('EIO=3&transport=polling', 'Connection: close')],
  ])('is answered by a problem too: %s', async (_, bytes) => {
    const { detail } = expectProblem(await sendRaw(service, bytes), 400, 'MALFORMED_REQUEST');

    expect(detail).toMatch(/^No socket can be opened like this: /);
  });
});
