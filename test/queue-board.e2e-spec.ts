import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { OwnServer } from './support/own-server.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { sendRaw } from './support/raw-http.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aRegisteredUser, aSignedInUser, anAdmin } from './support/users.js';

const board = '/admin/queues';
const mail = new MailCatcher();
const redis = OwnServer.redis();
const service = bootService({ worker: true, mail, redis });
let admin: SignedInUser;
let user: SignedInUser;

const job = z.object({ id: z.string(), name: z.string(), attempts: z.number() });
const listing = z.object({
  queues: z.array(z.object({ name: z.string(), counts: z.record(z.string(), z.number()), isPaused: z.boolean(), hasWorkers: z.boolean(), jobs: z.array(job) })),
});

async function jobsOf(queue: string, status: string): Promise<z.infer<typeof job>[]> {
  const answer = await service.get(`${board}/api/queues?activeQueue=${queue}&status=${status}&page=1&jobsPerPage=50`, { as: admin });
  return answer.as(listing).queues.find(({ name }) => name === queue)!.jobs;
}

/** Waits until the queue's newest job of this status is there. */
async function aJob(queue: string, status: string): Promise<string> {
  return eventually(async () => {
    const [newest] = await jobsOf(queue, status);
    if (!newest) throw new Error(`no ${status} job`);
    return newest.id;
  });
}

async function boardConnections(): Promise<number> {
  const client = new Redis(redis.url);
  const list = (await client.client('LIST')) as string;
  client.disconnect();
  return list.split('\n').filter((line) => line.includes('name=queue-board')).length;
}

beforeAll(async () => {
  [admin, user] = await Promise.all([anAdmin(service), aSignedInUser(service)]);
});

describe('before anybody visits', () => {
  it('has no connection to Redis, and afterwards one', async () => {
    expect(await boardConnections()).toBe(0);

    expect((await service.get(`${board}/api/queues`)).status).toBe(401);
    expect(await boardConnections()).toBe(0);

    await Promise.all(Array.from({ length: 20 }, async () => service.get(board, { as: admin })));
    expect(await boardConnections()).toBe(1);
  });
});

describe('the board', () => {
  it.each(['', '/', '/queue/email', '/static/images/logo.svg', '/api/queues', '/api/redis/stats', '/api/no/such/route'])(
    'is closed to nobody and to users: %s',
    async (path) => {
      expectProblem(await service.get(`${board}${path}`), 401, 'NOT_SIGNED_IN');
      expectProblem(await service.get(`${board}${path}`, { as: user }), 403, 'FORBIDDEN');
      expectProblem(await service.request('PUT', `${board}${path}`, undefined, { as: user }), 403, 'FORBIDDEN');
    },
  );

  it.each(['', '/', '/queue/email'])('is a page for admins: %s', async (path) => {
    const answer = await service.get(`${board}${path}`, { as: admin });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<base href="/admin/queues/" />');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('Content-Security-Policy')).toContain(
      "default-src 'none';base-uri 'self';form-action 'self';frame-ancestors 'none';script-src 'self';",
    );
    expect(answer.text).not.toContain('//fonts.');
    expect([...answer.headers.keys()].filter((name) => ['x-powered-by', 'etag'].includes(name))).toEqual([]);
    expectTraced(answer);
  });

  it('serves what its page is made of', async () => {
    const { text } = await service.get(board, { as: admin });

    const files = [...text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map((match) => match[1]);
    const answers = await Promise.all(files.map(async (file) => service.get(`${board}/${file ?? ''}`, { as: admin })));

    expect(answers.length).toBeGreaterThan(3);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.map(({ headers }) => headers.get('Cache-Control'))).not.toContain('no-store');
    answers.forEach(expectTraced);
  });

  it('shows every queue, and a mail that was sent', async () => {
    const { email } = await aRegisteredUser(service);
    await mail.arrives(email);

    const id = await aJob('email', 'completed');

    const answer = await service.get(`${board}/api/queues`, { as: admin });
    expectTraced(answer);
    expect(answer.as(listing).queues.map(({ name, hasWorkers }) => [name, hasWorkers])).toEqual([['email', true], ['events', true], ['weather', true]]);
    expect((await service.get(`${board}/api/queues/email/${id}`, { as: admin })).body).toMatchObject({
      job: { id, name: 'welcome-email' },
      status: 'completed',
    });
  });

  it('tells its refusals and failures as problems', async () => {
    const id = await aJob('email', 'completed');
    const put = async (path: string) => service.request('PUT', `${board}/api/queues/${path}`, {}, { as: admin });

    expectProblem(await service.get(`${board}/api/queues/none/1`, { as: admin }), 404, 'JOB_NOT_FOUND');
    expectProblem(await put(`email/no-such-job/retry`), 404, 'JOB_NOT_FOUND');
    expectProblem(await service.get(`${board}/api/queues?page=zero`, { as: admin }), 422, 'REQUEST_REFUSED');
    expectProblem(await put('email/obliterate'), 422, 'REQUEST_REFUSED');
    expectProblem(await service.get(`${board}/no/such/page`, { as: admin }), 404, 'ROUTE_NOT_FOUND');
    expectProblem(await service.get(`${board}/static/%2e%2e%2findex.ejs`, { as: admin }), 404, 'ROUTE_NOT_FOUND');
    expectProblem(await service.get(`${board}/api/queues/%zz`, { as: admin }), 400, 'MALFORMED_REQUEST');
    expectProblem(
      await service.post(`${board}/api/queues/email/add`, { name: 'welcome-email', data: { userId: 1 }, options: {} }, { as: admin }),
      403,
      'FORBIDDEN',
    );
    expectProblem(await service.patch(`${board}/api/queues/email/${id}/update-data`, { jobData: { userId: 1 } }, { as: admin }), 403, 'FORBIDDEN');
  });

  it('survives a GET with a broken body', async () => {
    const answer = await sendRaw(
      service,
      `GET ${board}/api/queues HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${admin.accessToken}\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{`,
    );

    expectProblem(answer, 400, 'MALFORMED_REQUEST');
  });

  it('tells its own page what went wrong in the member that the page reads', async () => {
    const answer = await service.get(`${board}/api/queues/none/1`, { as: admin, headers: { Referer: `${service.url}${board}/queue/none/1` } });

    expect(answer).toMatchObject({ status: 404, body: { code: 'JOB_NOT_FOUND', error: 'The board says: queue not found.' } });
  });

  it('is called by our route in the log', async () => {
    await service.get(`${board}/api/queues`, { as: admin });

    await eventually(() => { expect(service.api.output).toMatch(/"method":"GET","route":"\/admin\/queues\/\*path","status":200/); });
  });

  it('stays out of the OpenAPI document', async () => {
    const { paths } = (await service.get('/openapi.json')).as(z.object({ paths: z.record(z.string(), z.unknown()) }));

    expect(Object.keys(paths).filter((path) => path.startsWith('/admin'))).toEqual([]);
  });
});

describe('an admin', () => {
  afterEach(() => { mail.mode = 'accept'; });

  it('has a mail that waits for its next attempt sent at once', async () => {
    mail.mode = 'refuse';
    const { email } = await aRegisteredUser(service);
    await eventually(() => { expect(mail.attempts).toBeGreaterThan(2); }, 20_000);
    const id = await aJob('email', 'delayed');
    mail.mode = 'accept';

    expect((await service.request('PUT', `${board}/api/queues/email/${id}/promote`, undefined, { as: admin })).status).toBe(204);

    await mail.arrives(email, 2_000);
  });

  it('runs a failed job again; the row decides whether there is anything left to do', async () => {
    mail.mode = 'reject';
    const { email } = await aRegisteredUser(service);
    const id = await aJob('email', 'failed');
    mail.mode = 'accept';

    expect((await service.request('PUT', `${board}/api/queues/email/${id}/retry`, undefined, { as: admin })).status).toBe(204);

    await eventually(async () => { expect((await jobsOf('email', 'completed')).map((done) => done.id)).toContain(id); });
    expect(mail.to(email)).toEqual([]);
    await service.database.query('DELETE FROM outbox WHERE id = $1', [id]);
  });

  it('pauses a queue without losing what is promised meanwhile, and resumes it', async () => {
    const put = async (action: string) => service.request('PUT', `${board}/api/queues/email/${action}`, undefined, { as: admin });
    expect((await put('pause')).status).toBe(200);
    const { email } = await aRegisteredUser(service);
    await aJob('email', 'paused');
    expect(mail.to(email)).toEqual([]);

    expect((await put('resume')).status).toBe(200);

    await mail.arrives(email);
  });
});

describe.each([
  ['gone', { off: async () => redis.stop(), on: async () => redis.start() }],
  ['frozen', { off: () => { redis.freeze(); }, on: () => { redis.thaw(); } }],
] as const)('while Redis is %s', (_, { off, on }) => {
  it.each(['known', 'new'])('the board says so soon, also to its first visitor, and answers again when it is back (%s API process)', async (api) => {
    if (api === 'new') {
      await service.api.stop();
      await service.startApi();
    }
    await off();

    const startedAt = performance.now();
    const answers = await Promise.all(
      ['', '/', '/api/queues', '/api/queues/email/1', '/api/redis/stats'].map(async (path) => service.get(`${board}${path}`, { as: admin })),
    );
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    for (const answer of answers) {
      expectProblem(answer, 503, 'QUEUE_UNAVAILABLE');
      expect(answer.headers.get('Retry-After')).toBe('2');
    }
    expect((await service.get('/users/me', { as: admin })).status).toBe(200);

    await on();
    await eventually(async () => { expect((await service.get(`${board}/api/queues`, { as: admin })).status).toBe(200); });
  });

  it('an API process that showed the board ends cleanly', async () => {
    await service.get(board, { as: admin });
    await off();

    await service.api.stop();

    await on();
    await service.startApi();
  });
});
