import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aSignedInUser, anAdmin } from './support/users.js';

const token = 'Zt4vQm1xHs8kLw2pRy6nBd0jFc3gTa5e';
const service = bootService({ environment: { OPERATIONS_TOKEN: token } });
const withoutToken = bootService({ besides: service });
const bearer = (accessToken: string) => ({ as: { accessToken } });

describe('health', () => {
  it('is live', async () => {
    const answer = await service.get('/health/live');

    expect(answer).toMatchObject({ status: 200, body: { status: 'live' } });
    expectTraced(answer);
  });

  it('is ready, dependency by dependency', async () => {
    const up = { status: 'up', milliseconds: expect.any(Number) };

    expect(await service.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', dependencies: { database: up, redis: up } } });
  });
});

describe('GET /metrics', () => {
  it('counts requests by route, without what people put into the URL', async () => {
    const { id } = await aRegisteredUser(service);
    for (let n = 0; n < 3; n++) await service.get(`/users/${id}`);
    await service.get('/users/424242');
    await service.get('/no-such-path-of-somebody');

    const answer = await service.operations.get('/metrics');

    expect(answer.headers.get('Content-Type')).toMatch(/^text\/plain/);
    expect(answer.text).toMatch(/^http_request_duration_seconds_count\{method="GET",route="\/users\/:id",status="200"\} 3$/m);
    expect(answer.text).toMatch(/^http_request_duration_seconds_count\{method="GET",route="unmatched",status="404"\} 1$/m);
    expect(answer.text).not.toMatch(/424242|somebody/);
    expect(answer.text).toMatch(/^process_cpu_seconds_total /m);
    expect(answer.text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });
});

describe('GET /metrics at the port of the API', () => {
  it("takes the operators' token, and an admin's", async () => {
    for (const as of [bearer(token), { as: await anAdmin(service) }]) {
      const answer = await service.get('/metrics', as);

      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(/^process_cpu_seconds_total /m);
      expectTraced(answer);
    }
  });

  it('is closed to everybody else', async () => {
    expectProblem(await service.get('/metrics'), 401, 'NOT_SIGNED_IN');
    for (const other of [`${token}x`, token.slice(1), 'undefined', 'a.b.c']) expectProblem(await service.get('/metrics', bearer(other)), 401, 'TOKEN_INVALID');
    expectProblem(await service.get('/metrics', { headers: { Authorization: `Basic ${token}` } }), 401, 'TOKEN_INVALID');
    expectProblem(await service.get('/metrics', { as: await aSignedInUser(service) }), 403, 'FORBIDDEN');
    expectProblem(await service.get(`/metrics?token=${token}`), 401, 'NOT_SIGNED_IN');
  });

  it('knows no token unless one is set', async () => {
    for (const other of [token, '', 'undefined']) expect((await withoutToken.get('/metrics', bearer(other))).status).toBe(401);
    expect((await withoutToken.get('/metrics', { as: await anAdmin(withoutToken) })).status).toBe(200);
  });

  it('is all that the token opens', async () => {
    for (const path of ['/users', '/users/me', '/admin/queues']) expectProblem(await service.get(path, bearer(token)), 401, 'TOKEN_INVALID');
  });
});

describe('the operations port of the API', () => {
  it.each(['/metrics', '/health/live', '/health/ready', '/metrics?x=1'])('serves %s to whoever reaches it', async (path) => {
    const answer = await service.operations.get(path);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expectTraced(answer);
  });

  it.each(['/', '/users/me', '/products', '/docs', '/admin/queues', '/metricsandmore', '/health/../users/me', '/METRICS'])(
    'serves nothing else: %s',
    async (path) => {
      expectProblem(await service.operations.get(path), 404, 'ROUTE_NOT_FOUND');
    },
  );

  it('keeps to what its paths take', async () => {
    expectProblem(await service.operations.post('/metrics', {}), 405, 'METHOD_NOT_ALLOWED');
  });
});

const operation = z.object({
  summary: z.string(),
  security: z.array(z.object({ bearer: z.array(z.string()) })).optional(),
  requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) }).optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.unknown() })).default([]),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.record(z.string(), z.unknown()).optional() })),
});
const document = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

describe('the OpenAPI document', () => {
  const load = async () => document.parse((await service.get('/openapi.json')).body);

  it('lists every endpoint, and what it can answer', async () => {
    const { openapi, paths } = await load();

    const answers = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => `${method.toUpperCase()} ${path}: ${Object.keys(responses).join(' ')}`),
    );

    expect(openapi).toMatch(/^3\./);
    expect(answers.sort()).toEqual([
      'DELETE /auth/sessions/{id}: 204 400 401 404 429 500 503',
      'DELETE /auth/sessions: 204 401 429 500 503',
      'DELETE /users/me/second-factor: 204 400 401 403 404 409 413 415 429 500 503',
      'DELETE /users/me: 204 400 401 404 409 413 415 429 500 503',
      'DELETE /users/{id}/block: 204 400 401 403 404 429 500 503',
      'DELETE /users/{id}/second-factor: 204 400 401 403 404 409 429 500 503',
      'GET /.well-known/jwks.json: 200 429 500 503',
      'GET /: 200 429 500 503',
      'GET /async-endpoint: 200 429 500 503',
      'GET /asyncapi.json: 200 429 500 503',
      'GET /auth/sessions: 200 401 429 500 503',
      'GET /cities: 200 400 429 500 503',
      'GET /dashboard/{userId}: 200 400 401 403 404 429 500 503',
      'GET /health/live: 200 500 503',
      'GET /health/ready: 200 500 503',
      'GET /metrics: 200 401 403 500 503',
      'GET /orders/{id}: 200 400 401 404 429 500 503',
      'GET /orders: 200 400 401 429 500 503',
      'GET /products: 200 429 500 503',
      'GET /reset-password/{token}: 200 400 429 500 503',
      'GET /sync-endpoint: 200 429 500 503',
      'GET /users/me/export: 200 401 404 429 500 503',
      'GET /users/me/second-factor: 200 401 404 429 500 503',
      'GET /users/me: 200 401 404 429 500 503',
      'GET /users/{id}/history: 200 400 401 403 429 500 503',
      'GET /users/{id}: 200 400 404 429 500 503',
      'GET /users: 200 400 401 403 429 500 503',
      'GET /verify-email/{token}: 200 400 409 429 500 503',
      'GET /weather/{city}/chart.png: 200 400 404 429 500 502 503 504',
      'GET /weather/{city}/chart.svg: 200 400 404 429 500 502 503 504',
      'GET /weather/{city}: 200 400 404 429 500 502 503 504',
      'GET /weather: 200 400 429 500 503',
      'PATCH /users/me: 200 400 401 404 413 415 429 500 503',
      'POST /auth/browser/login: 200 400 401 403 413 415 429 500 503',
      'POST /auth/browser/logout: 204 401 403 429 500 503',
      'POST /auth/browser/refresh: 200 401 403 429 500 503',
      'POST /auth/forgot-password: 202 400 413 415 429 500 503',
      'POST /auth/login: 200 400 401 403 413 415 429 500 503',
      'POST /auth/logout: 204 400 413 415 429 500 503',
      'POST /auth/refresh: 200 400 401 413 415 429 500 503',
      'POST /auth/resend-verification: 202 400 413 415 429 500 503',
      'POST /orders: 201 400 401 404 409 413 415 422 429 500 503',
      'POST /register: 201 400 409 413 415 422 429 500 503',
      'POST /reset-password/{token}: 200 400 413 415 429 500 503',
      'POST /users/me/second-factor/recovery-codes: 201 400 401 404 409 413 415 429 500 503',
      'POST /users/me/second-factor: 201 400 401 404 409 413 415 429 500 503',
      'POST /verify-email/{token}: 200 400 409 429 500 503',
      'PUT /users/me/email: 202 400 401 404 413 415 429 500 503',
      'PUT /users/me/password: 204 400 401 404 413 415 429 500 503',
      'PUT /users/me/second-factor: 200 400 401 404 409 413 415 429 500 503',
      'PUT /users/{id}/block: 204 400 401 403 404 429 500 503',
    ]);
  });

  it('says what to send, and who may', async () => {
    const { paths } = await load();

    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { requestBody, security, responses, parameters }] of Object.entries(methods)) {
        const takesBody =
          method === 'patch' ||
          (/^\/users\/me(\/second-factor)?$/.test(path) && method === 'delete') ||
          /\/(password|email)$/.test(path) ||
          (method === 'put' && path.endsWith('me/second-factor')) ||
          (method === 'post' && !/^\/(verify-email|auth\/browser\/(refresh|logout))/.test(path));
        expect({ path, method, takesBody, closed: '401' in responses && !/^\/auth\/(browser|login|refresh)/.test(path) }).toEqual({
          path,
          method,
          takesBody: requestBody !== undefined,
          closed: security !== undefined,
        });
        const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
        expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
    expect(paths['/orders']?.get?.parameters.map(({ name }) => name).sort()).toEqual(['cursor', 'limit']);
  });

  it('points nowhere that is not there, and has no schema that says nothing', async () => {
    const { components, paths } = await load();

    const pointers = [...JSON.stringify({ paths, components }).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer]) => pointer ?? '');

    expect(new Set(pointers)).toContain('#/components/schemas/Problem');
    expect(pointers.filter((pointer) => components.schemas[pointer.replace('#/components/schemas/', '')] === undefined)).toEqual([]);
    expect(Object.entries(components.schemas).filter(([, schema]) => JSON.stringify(schema) === '{}')).toEqual([]);
    const answers = Object.values(paths).flatMap((methods) => Object.values(methods)).flatMap(({ responses }) => Object.entries(responses));
    expect(answers.filter(([status, { content }]) => status !== '204' && Object.keys(content ?? {}).length === 0)).toEqual([]);
  });

  it('is shown by Swagger UI, with everything that the page needs', async () => {
    const page = await service.get('/docs');

    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    const files = [...page.text.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(([, file = '']) => new URL(file, `${service.url}/`).pathname);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect({ file, status: (await service.get(file)).status }).toEqual({ file, status: 200 });
  });
});
