import { describe, expect, it } from '@jest/globals';
import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip } from 'node:zlib';
import type { ErrorCode } from '../src/contracts/errors.js';
import type { Answer } from './support/http-client.js';
import { expectProblem } from './support/problem.js';
import { sendRaw } from './support/raw-http.js';
import { bootService } from './support/service.js';
import { aUser } from './support/users.js';

const service = bootService({ environment: { WEATHER_PROVIDERS: 'sample' } });
const html = { Accept: 'text/html' };

describe('limits', () => {
  const nested = (depth: number) => `{"email":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  const list = (items: number) => JSON.stringify({ email: Array.from({ length: items }, () => 0) });
  const messages = (answer: Answer, code: ErrorCode = 'VALIDATION_FAILED') => expectProblem(answer, 400, code).errors?.map(({ message }) => message) ?? [];

  it('of a URL', async () => {
    expect((await service.get(`/products?${'x'.repeat(7_900)}`)).status).toBe(200);
    expectProblem(await service.get(`/products?${'x'.repeat(8_000)}`), 414, 'URI_TOO_LONG');
    expectProblem(await service.get(`/${'x'.repeat(15_000)}`), 414, 'URI_TOO_LONG');
  });

  it('of headers', async () => {
    const many = (count: number) =>
      `GET / HTTP/1.1\r\nHost: isobar\r\nConnection: close\r\n${Array.from({ length: count }, (_, n) => `X-${n}: 1\r\n`).join('')}\r\n`;

    expect((await sendRaw(service, many(90))).status).toBe(200);
    expectProblem(await sendRaw(service, many(101)), 431, 'HEADERS_TOO_LARGE');
    expectProblem(await sendRaw(service, many(1_500)), 431, 'HEADERS_TOO_LARGE');
  });

  it.each([32, 33, 10_000, 49_000])('of depth: %i levels', async (depth) => {
    expect(messages(await service.post('/register', nested(depth))).includes('must not nest deeper than 32 levels')).toBe(depth > 32);
  });

  it('of a million bytes', async () => {
    expectProblem(await service.post('/register', { email: 'x'.repeat(1_000_000) }), 413, 'PAYLOAD_TOO_LARGE');
  });

  it.each([1_000, 1_001, 45_000])('of length: %i items', async (items) => {
    expect(messages(await service.post('/register', list(items))).includes('must not have more than 1000 items')).toBe(items > 1_000);
  });

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])('of names, in a body: %s', async (name) => {
    const { email, password } = aUser();
    for (const reach of [`"${name}":{"role":"admin"}`, `"displayName":{"a":[{"${name}":1}]}`]) {
      expect(messages(await service.post('/register', `{"email":"${email}","password":"${password}",${reach}}`))).toEqual(['is a reserved name']);
    }
    expectProblem(await service.post('/auth/login', { email, password }), 401, 'CREDENTIALS_INVALID');
  });

  it.each(['/products?__proto__=1', '/?%5F%5Fproto__=x', '/weather/oslo?constructor', '/cities?q=oslo&prototype='])(
    'of names, in a query: %s',
    async (path) => {
      expect(messages(await service.get(path))).toEqual(['is a reserved name']);
    },
  );

  it('of names, in a form', async () => {
    const answer = await service.post('/admin/sign-in', 'email=a&__proto__=b', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });

    expect(messages(answer)).toEqual(['is a reserved name']);
  });
});

describe('a compressed body', () => {
  const bomb = Buffer.alloc(10_000_000, ' ');
  const post = (coding: string, length: number) =>
    `POST /register HTTP/1.1\r\nHost: isobar\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: ${coding}\r\nContent-Length: ${length}\r\n\r\n`;

  it.each([
    ['gzip', promisify(gzip)],
    ['deflate', promisify(deflate)],
    ['br', promisify(brotliCompress)],
    ['GZIP', promisify(gzip)],
    ['gzip, gzip', async (input: Buffer) => promisify(gzip)(await promisify(gzip)(input))],
  ])('is refused, however small: %s', async (coding, compress) => {
    const body = await compress(bomb);
    const answer = await sendRaw(service, post(coding, body.length), body);

    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    expect(answer.headers.get('Accept-Encoding')).toBe('identity');
  });

  it('is no matter when it is not compressed', async () => {
    const body = JSON.stringify(aUser());

    expect((await sendRaw(service, post('identity', body.length), body)).status).toBe(201);
  });
});

describe('line breaks', () => {
  const injected = /^(?:set-cookie|x-injected)$/;
  const lines = ['%0d%0aX-Injected:%20yes', '%0D%0A%0D%0A<script>', '%E5%98%8A%E5%98%8DSet-Cookie:%20a=b', '\u010d\u010aX-Injected: yes'];

  it.each(lines)('in a URL reach no header: %s', async (line) => {
    for (const path of [`/${line}`, `/users/${line}`, `/weather/${line}`, `/verify-email/${line}`, `/docs/${line}`, `/admin/queues/${line}`, `/?a=${line}`]) {
      const { status, headers } = await service.get(encodeURI(decodeURI(path)).replaceAll('%25', '%'), { headers: html });

      expect(status).toBeLessThan(500);
      expect([...headers.keys()].filter((name) => injected.test(name))).toEqual([]);
    }
  });

  it.each(['X-Request-Id', 'traceparent', 'Origin', 'Idempotency-Key'])('in the header %s reach none either', async (name) => {
    for (const ending of ['\r', '\n', '\r\n\t', '\u0000']) {
      const { status, headers } = await sendRaw(service, `GET / HTTP/1.1\r\nHost: isobar\r\nConnection: close\r\n${name}: a${ending}X-Injected: yes\r\n\r\n`);

      expect([200, 400]).toContain(status);
      expect([...headers.keys()].filter((key) => injected.test(key))).toEqual([]);
    }
  });

  it.each(['Ada\r\nBcc: all@example.org', '\r\nBcc: all@example.org', 'Ada\n', 'Ada\nLovelace', 'Ada\u2028Lovelace', 'Ada\u0000'])(
    'in a name are refused: %j',
    async (displayName) => {
      expectProblem(await service.post('/register', aUser({ displayName })), 400, 'VALIDATION_FAILED');
    },
  );

  it('in an address are refused', async () => {
    expectProblem(await service.post('/register', aUser({ email: 'ada@example.org\r\nBcc: all@example.org' })), 400, 'VALIDATION_FAILED');
  });
});
