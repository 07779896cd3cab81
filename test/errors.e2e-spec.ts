import { beforeAll, describe, expect, it } from '@jest/globals';
import { anOrder } from './support/orders.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, aUser } from './support/users.js';

const service = bootService();
let ada: SignedInUser;
beforeAll(async () => { ada = await aSignedInUser(service); });

describe('every answer says how long it took, and by which id it is found', () => {
  it.each([
    [200, async () => service.get('/products')],
    [200, async () => service.get('/docs')],
    [200, async () => service.get('/openapi.json')],
    [200, async () => service.operations.get('/metrics')],
    [201, async () => service.post('/orders', anOrder(), { as: ada })],
    [204, async () => service.post('/auth/logout', { refreshToken: 'none' })],
  ])('%i', async (status, ask) => {
    const answer = await ask();

    expect(answer.status).toBe(status);
    expectTraced(answer);
  });

  it.each([
    [400, 'VALIDATION_FAILED', async () => service.post('/register', {})],
    [400, 'MALFORMED_REQUEST', async () => service.post('/register', '{"email":')],
    [400, 'MALFORMED_REQUEST', async () => service.get('/users/%zz')],
    [401, 'NOT_SIGNED_IN', async () => service.get('/users/me')],
    [403, 'FORBIDDEN', async () => service.get('/users', { as: ada })],
    [404, 'USER_NOT_FOUND', async () => service.get('/users/424242')],
    [404, 'ROUTE_NOT_FOUND', async () => service.get('/no/such/path')],
    [404, 'ROUTE_NOT_FOUND', async () => service.post('/no/such/path', {})],
    [405, 'METHOD_NOT_ALLOWED', async () => service.delete('/register')],
    [409, 'EMAIL_TAKEN', async () => service.post('/register', aUser({ email: ada.email }))],
    [413, 'PAYLOAD_TOO_LARGE', async () => service.post('/register', { email: 'x'.repeat(100_001) })],
    [415, 'UNSUPPORTED_MEDIA_TYPE', async () => service.post('/register', 'email=a', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })],
    [503, 'UPSTREAM_UNAVAILABLE', async () => service.get('/weather/Oslo')],
  ] as const)('%i %s', async (status, code, ask) => {
    const answer = await ask();

    const problem = expectProblem(answer, status, code);
    expect(problem.type).toBe(`urn:isobar:problem:${code.toLowerCase().replaceAll('_', '-')}`);
    expect(problem.title.length).toBeGreaterThan(2);
    expect(problem.detail?.length).toBeGreaterThan(10);
  });

  it('HEAD, of what is not there', async () => {
    const answer = await service.request('HEAD', '/no/such/path');

    expect(answer).toMatchObject({ status: 404, text: '' });
    expectTraced(answer);
  });

  it('a time that is about right', async () => {
    const startedAt = performance.now();
    const answer = await service.get('/async-endpoint');

    const seconds = Number(answer.headers.get('X-Process-Time'));
    expect(seconds).toBeGreaterThan(0.99);
    expect(seconds).toBeLessThanOrEqual((performance.now() - startedAt) / 1000);
  });
});

describe('X-Request-Id', () => {
  it.each(['abc-123', '0af7651916cd43dd8448eb211c80319c', 'a.b:c_d'])('is echoed when it is as plain as %s', async (id) => {
    const answers = [await service.get('/', { headers: { 'X-Request-Id': id } }), await service.get('/nowhere', { headers: { 'X-Request-Id': id } })];

    expect(answers.map(({ headers }) => headers.get('X-Request-Id'))).toEqual([id, id]);
    expect(answers[1]?.body).toMatchObject({ requestId: id });
  });

  it.each(['two words', '<script>', 'x'.repeat(129), '{"a":1}', 'ünïcödé', 'a,b'])('is replaced when it is %s', async (id) => {
    const { headers } = await service.get('/', { headers: { 'X-Request-Id': id } });

    expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is never the same twice', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await service.get('/')).headers.get('X-Request-Id')));

    expect(new Set(ids).size).toBe(50);
  });
});

describe('headers', () => {
  it('do not tell what the service is made of', async () => {
    const { headers } = await service.get('/');

    expect([...headers.keys()].filter((name) => ['x-powered-by', 'server', 'etag'].includes(name))).toEqual([]);
  });

  it('open the service to no other origin unless told', async () => {
    const { headers } = await service.get('/', { headers: { Origin: 'https://elsewhere.example' } });

    expect(headers.has('Access-Control-Allow-Origin')).toBe(false);
  });
});

describe('JSON bodies', () => {
  it.each(['', '{', 'null', '"text"', '[]', '1', '{"email":"a@example.org"}{}', '{\u0000}', '\u{FEFF}{}'])('are refused when they are %j', async (body) => {
    const answer = await service.post('/register', body);

    expectProblem(answer, 400, (answer.body as { code: 'VALIDATION_FAILED' }).code);
    expect(['VALIDATION_FAILED', 'MALFORMED_REQUEST']).toContain((answer.body as { code: string }).code);
  });

  it('name at most so many bad fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, n]));

    const { errors } = expectProblem(await service.post('/orders', { ...anOrder(), ...many }, { as: ada }), 400, 'VALIDATION_FAILED');

    expect(errors?.length).toBeLessThanOrEqual(50);
  });

  it('may say their charset and be of another JSON type', async () => {
    const headers = { 'Content-Type': 'application/vnd.api+json; charset=utf-8' };

    expect((await service.post('/register', aUser(), { headers })).status).toBe(201);
  });
});
