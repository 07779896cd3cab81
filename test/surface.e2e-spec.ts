import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from './support/http-client.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { sendRaw } from './support/raw-http.js';
import { bootService } from './support/service.js';

const service = bootService({ environment: { WEATHER_PROVIDERS: 'sample' } });
const friend = 'https://app.example.org';
const behindTls = bootService({ besides: service, environment: { PUBLIC_URL: 'https://isobar.example', CORS_ORIGINS: `${friend},https://other.example.org` } });

const constant = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const html = { Accept: 'text/html' };
const pages: [string, string][] = [['home', '/'], ['verification', '/verify-email/none'], ['sign-in', '/admin/sign-in'], ['Swagger UI', '/docs']];

/** The policy's directives by their names. */
function policyOf({ headers }: Pick<Answer, 'headers'>): Record<string, string[]> {
  const directives = (headers.get('Content-Security-Policy') ?? '').split(';').map((directive) => directive.trim().split(' '));
  return Object.fromEntries(directives.map(([name = '', ...sources]) => [name, sources]));
}

describe('every answer', () => {
  it.each<[string, () => Promise<Pick<Answer, 'headers'>>]>([
    ['JSON', async () => service.get('/')],
    ['a problem', async () => service.get('/nowhere')],
    ['a refusal', async () => service.get('/users/me')],
    ['a refused body', async () => service.post('/register', '{')],
    ['long polling', async () => service.get('/socket.io/?EIO=4&transport=polling')],
    ['what is no HTTP', async () => sendRaw(service, 'HELLO\r\n\r\n')],
    ['an expectation that is none', async () => sendRaw(service, 'GET / HTTP/1.1\r\nHost: isobar\r\nExpect: a miracle\r\n\r\n')],
  ])('lets a browser run, load and frame nothing: %s', async (_, ask) => {
    const { headers } = await ask();

    expect(Object.fromEntries(headers)).toMatchObject(constant);
    expect(headers.has('Strict-Transport-Security')).toBe(false);
    expect(headers.has('X-Powered-By')).toBe(false);
  });

  it('asks browsers to come back over https, when the service is reached so', async () => {
    for (const answer of [
      await behindTls.get('/'),
      await behindTls.get('/nowhere'),
      await behindTls.get('/', { headers: html }),
      await sendRaw(behindTls, 'HELLO\r\n\r\n'),
    ]) {
      expect(answer.headers.get('Strict-Transport-Security')).toBe('max-age=31536000; includeSubDomains');
    }
  });
});

describe('a page', () => {
  it.each(pages)('may load its own and be framed by nobody: %s', async (_, path) => {
    const answer = await service.get(path, { headers: html });

    const policy = policyOf(answer);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(policy).toMatchObject({ 'default-src': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"] });
    expect([...(policy['script-src'] ?? []), ...(policy['default-src'] ?? [])].filter((source) => /unsafe|\*|:/.test(source))).toEqual([]);
    expect(answer.headers.get('X-Frame-Options')).toBe('DENY');
    expect(answer.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expectTraced(answer);
  });

  it.each(pages.slice(0, 3))('of ours names its style by its hash: %s', async (_, path) => {
    const answer = await service.get(path, { headers: html });

    const styles = [...answer.text.matchAll(/<style>([^]*?)<\/style>/g)].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
    expect(styles).toHaveLength(1);
    expect(policyOf(answer)['style-src']).toEqual(styles);
    expect(answer.text).not.toMatch(/ style=|<script/);
  });

  it.each(['/weather/oslo/chart.svg', '/weather/oslo/chart.png'])('of anybody may show %s', async (path) => {
    const answer = await service.get(path);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(policyOf(answer)).toEqual({ 'default-src': ["'none'"], 'style-src': ["'unsafe-inline'"] });
  });
});

describe('methods', () => {
  const operations = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
  const load = async () => Object.entries((await service.get('/openapi.json')).as(operations).paths);
  const fill = (path: string) => path.replace('{id}', '424242').replace('{userId}', '424242').replace('{city}', 'oslo').replace('{token}', 'none');
  const varying = ['date', 'x-process-time', 'x-request-id', 'age', 'server-timing', 'connection', 'keep-alive'];
  const lasting = ({ headers }: Answer) => Object.fromEntries([...headers].filter(([name]) => !varying.includes(name)));

  it('HEAD answers as GET does, without the body', async () => {
    for (const path of [
      ...(await load()).filter(([, methods]) => 'get' in methods).map(([path]) => fill(path)),
      '/docs',
      '/openapi.json',
      '/admin/sign-in',
      '/admin/queues',
    ]) {
      const [get, head] = [await service.get(path), await service.request('HEAD', path)];

      // Readiness says how many milliseconds it took, in more digits or fewer.
      const headers = (answer: Answer) => ({ ...lasting(answer), ...(path === '/health/ready' && { 'content-length': 'any' }) });
      expect([path, head.status, headers(head)]).toEqual([path, get.status, headers(get)]);
      expect(head.text).toBe('');
    }
  });

  it('that a path does not take are refused with those that it takes, and told to OPTIONS', async () => {
    for (const [path, methods] of await load()) {
      const taken = [...Object.keys(methods), ...('get' in methods ? ['head'] : []), 'options'].map((method) => method.toUpperCase()).sort();
      const refused = ['PUT', 'PROPFIND', 'GET', 'POST', 'PATCH', 'DELETE'].filter((method) => !taken.includes(method));

      for (const method of refused) {
        const answer = await service.request(method, fill(path));
        expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
        expect(answer.headers.get('Allow')?.split(', ')).toEqual(expect.arrayContaining(taken));
      }
      const options = await service.request('OPTIONS', fill(path));
      expect([path, options.status, options.text, options.headers.get('Allow')?.split(', ')]).toEqual([path, 204, '', expect.arrayContaining(taken)]);
      expectTraced(options);
    }
  }, 60_000);

  it('make no path of what is none', async () => {
    expectProblem(await service.request('OPTIONS', '/no/such/path'), 404, 'ROUTE_NOT_FOUND');
    expectProblem(await service.request('PUT', '/no/such/path', {}), 404, 'ROUTE_NOT_FOUND');
    expectProblem(await service.request('PUT', '/users/%zz', {}), 400, 'MALFORMED_REQUEST');
  });

  it('that no resource has are refused: TRACE and CONNECT', async () => {
    for (const request of ['TRACE / HTTP/1.1\r\nHost: isobar\r\nConnection: close\r\n\r\n', 'CONNECT isobar:443 HTTP/1.1\r\nHost: isobar\r\n\r\n']) {
      const answer = await sendRaw(service, request);
      expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.get('Allow')?.split(', ')).toEqual(expect.arrayContaining(['GET', 'HEAD', 'OPTIONS']));
    }
  });
});

describe('pages of another origin', () => {
  const preflight = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type' };
  const ask = async (Origin: string, method = 'OPTIONS', headers: Record<string, string> = preflight) =>
    behindTls.request(method, '/orders', undefined, { headers: { Origin, ...headers } });

  it('may call what names their origin, with cookies', async () => {
    const answer = await ask(friend);

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin'),
    });
    const refused = await ask(friend, 'GET', {});
    expect([refused.status, refused.headers.get('Access-Control-Allow-Origin'), refused.headers.get('Vary')]).toEqual([401, friend, 'Origin']);
  });

  it.each(['https://elsewhere.example', 'null', 'https://app.example.org.evil.example', 'http://app.example.org', 'https://APP.example.org'])(
    'get no leave when they are of %s',
    async (origin) => {
      for (const { headers } of [await ask(origin), await ask(origin, 'GET', {})]) {
        expect([...headers.keys()].filter((name) => /^access-control-allow-(?:origin|credentials)$/.test(name))).toEqual([]);
        expect(headers.get('Vary')).toContain('Origin');
      }
    },
  );

  it('get none at all unless some are named', async () => {
    const { status, headers } = await service.request('OPTIONS', '/orders', undefined, { headers: { Origin: friend, ...preflight } });

    expect([status, headers.get('Allow')]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('leave OPTIONS as it is for everybody else', async () => {
    expect((await behindTls.request('OPTIONS', '/orders')).headers.get('Allow')).toBe('GET, HEAD, OPTIONS, POST');
  });
});
