import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { cachingHttp, forgetAnswer } from './caching-http.js';

const lastModified = 'Mon, 20 Jul 2020 11:44:31 GMT';
const inOneHour = () => new Date(Date.now() + 3_600_000).toUTCString();
const past = () => new Date(Date.now() - 1_000).toUTCString();

describe('cachingHttp', () => {
  let server: Server;
  let url: string;
  let requests: IncomingMessage[];
  let expires: () => string;
  let cacheControl: Record<string, string>;
  let delayMs: number;
  let status: number;

  beforeEach(async () => {
    requests = [];
    expires = inOneHour;
    cacheControl = {};
    delayMs = 0;
    status = 200;
    server = createServer((request, response) => {
      requests.push(request);
      setTimeout(() => { answer(request, response); }, delayMs);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const headers = { 'Content-Type': 'application/json', Expires: expires(), 'Last-Modified': lastModified, Vary: 'Accept, Accept-Encoding', ...cacheControl };
    if (request.headers['if-modified-since'] === lastModified) response.writeHead(304, headers).end();
    else response.writeHead(status, headers).end(JSON.stringify({ request: requests.length }));
  }

  const client = (maxAnswers = 10) => cachingHttp(axios.create(), maxAnswers);

  it('asks nobody while an answer is fresh', async () => {
    const http = client();

    const answers = [await http.get(url), await http.get(url)];

    expect(answers.map(({ data }) => data as unknown)).toEqual([{ request: 1 }, { request: 1 }]);
    expect(requests).toHaveLength(1);
  });

  it('asks whether a stale answer changed, and a 304 renews it for as long as it says', async () => {
    const http = client();
    expires = past;
    await http.get(url);
    expires = inOneHour;

    const renewed = await http.get(url);
    const fresh = await http.get(url);

    expect(requests.map(({ headers }) => headers['if-modified-since'])).toEqual([undefined, lastModified]);
    for (const { status: shown, data, headers } of [renewed, fresh]) {
      expect({ shown, data: data as unknown }).toEqual({ shown: 200, data: { request: 1 } });
      expect(Date.parse(String(headers.expires))).toBeGreaterThan(Date.now());
    }
  });

  it('takes a 304 whose time is over as it comes', async () => {
    const http = client();
    expires = past;

    for (const _ of [1, 2, 3]) expect(await http.get(url)).toMatchObject({ status: 200, data: { request: 1 } });

    expect(requests).toHaveLength(3);
  });

  it('sends no caching headers of its own the first time', async () => {
    await client().get(url);

    expect(requests[0]?.headers).not.toHaveProperty('cache-control');
    expect(requests[0]?.headers).not.toHaveProperty('pragma');
  });

  it('asks once for two who ask at once, and again for another address', async () => {
    const http = client();
    delayMs = 30;

    const answers = await Promise.all([http.get(url), http.get(url), http.get(url, { params: { lat: 1 } })]);

    expect(requests).toHaveLength(2);
    expect(answers[1].data).toEqual(answers[0].data);
  });

  it.each([['no answer', false], ['a stale answer', true]])('lets nobody down because another aborts, with %s at hand', async (_, stale) => {
    const http = client();
    expires = past;
    if (stale) await http.get(url);
    const before = requests.length;
    delayMs = 100;
    const impatient = new AbortController();

    const first = http.get(url, { signal: impatient.signal });
    await sleep(20);
    const second = http.get(url);
    await sleep(20);
    impatient.abort();

    await expect(first).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect((await second).status).toBe(200);
    expect(requests).toHaveLength(before + 2);
  });

  it('ends a wait for another when that call ends, if not before', async () => {
    const http = client();
    delayMs = 150;
    const first = http.get(url);

    const second = http.get(url, { signal: AbortSignal.timeout(20) });

    await expect(second).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect((await first).status).toBe(200);
  });

  it.each([
    ['max-age=60', '0', 1],
    ['public, max-age=60', '90', 2],
    ['no-cache', '0', 2],
    ['no-store', '0', 2],
    ['private, max-age=60', '0', 2],
  ])('minds "Cache-Control: %s" and "Age: %s" before Expires', async (control, age, asked) => {
    const http = client();
    cacheControl = { 'Cache-Control': control, Age: age };

    await http.get(url);
    expect((await http.get(url)).status).toBe(200);

    expect(requests).toHaveLength(asked);
    if (control === 'no-store') expect(requests[1]?.headers).not.toHaveProperty('if-modified-since');
  });

  it('forgets an answer on demand', async () => {
    const http = client();

    await forgetAnswer(http, await http.get(url));
    await http.get(url);

    expect(requests.map(({ headers }) => headers['if-modified-since'])).toEqual([undefined, undefined]);
  });

  it('keeps no failure', async () => {
    const http = client();
    status = 503;
    await expect(http.get(url)).rejects.toMatchObject({ response: { status: 503 } });
    status = 200;

    expect((await http.get(url)).status).toBe(200);
  });

  it('keeps so many answers, and forgets the oldest', async () => {
    const http = client(2);

    for (const lat of [1, 2, 3]) await http.get(url, { params: { lat } });
    await http.get(url, { params: { lat: 3 } });
    expect(requests).toHaveLength(3);
    await http.get(url, { params: { lat: 1 } });

    expect(requests).toHaveLength(4);
  });
});
