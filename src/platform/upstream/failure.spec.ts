import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { forLog, readFailure } from './failure.js';
import { createHttp } from './outgoing-http.js';

describe('an outgoing call', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/moved')) response.writeHead(302, { Location: '/' }).end();
      else if (request.url?.startsWith('/later'))
        response.writeHead(429, { 'Retry-After': '7', 'Content-Type': 'application/json' }).end('{"reason":"slowly"}');
      else if (request.url?.startsWith('/busy'))
        response.writeHead(429, { 'Retry-After': decodeURIComponent(new URL(request.url, url).pathname.slice('/busy/'.length)) }).end();
      else if (request.url?.startsWith('/huge')) response.end(`"${'x'.repeat(2_000_000)}"`);
      else if (request.url?.startsWith('/half')) response.end('{"a":');
      else response.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => { server.close(); });

  const failing = async (path: string): Promise<unknown> =>
    createHttp()
      .get(`${url}${path}`, { params: { appid: 'secret' } })
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it.each([
    ['/later', { kind: 'answered', status: 429, body: { reason: 'slowly' }, retryAfterSeconds: 7 }],
    ['/moved', { kind: 'answered', status: 302 }],
    ['/huge', { kind: 'unreadable' }],
    ['/half', { kind: 'unreadable' }],
    ['/broken', { kind: 'unreachable' }],
  ])('that meets %s is told apart', async (path, failure) => {
    expect(readFailure(await failing(path))).toMatchObject(failure);
  });

  it.each([
    ['600', 600],
    ['999999', 600],
    ['99999999999', undefined],
    ['-5', undefined],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 600],
    ['Thu, 01 Jan 1970 00:00:00 GMT', undefined],
    ['soon', undefined],
  ])('that is refused with Retry-After: %s waits %p seconds', async (header, retryAfterSeconds) => {
    expect(readFailure(await failing(`/busy/${header}`))).toMatchObject({ status: 429, retryAfterSeconds });
  });

  it('leaves no key and no answer in the log', async () => {
    const error = forLog(await failing('/later'));

    expect(error.message).toContain('429');
    expect(inspect(error, { depth: 9 })).not.toMatch(/secret|slowly/);
  });

  it('whose answer is not as expected says where', () => {
    const error: unknown = z.object({ current: z.object({ temperature: z.number() }) }).safeParse({ current: { temperature: 'warm' } }).error;

    expect(readFailure(error)).toEqual({ kind: 'unreadable' });
    expect(forLog(error).message).toContain('current.temperature');
  });
});
