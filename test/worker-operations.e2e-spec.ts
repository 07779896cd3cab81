import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aUser } from './support/users.js';

const mail = new MailCatcher();
const service = bootService({ mail, worker: true });
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

const linesOf = (output: string) => output.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

/** Waits until the worker's metrics hold each of these lines. */
async function metricsShow(...lines: string[]): Promise<void> {
  await eventually(async () => {
    const { text } = await service.workerOperations.get('/metrics');
    expect(text.split('\n')).toEqual(expect.arrayContaining(lines));
  });
}

describe('one trace', () => {
  it("leads from the request to the mail, and finds every log line on the way", async () => {
    const user = aUser();

    await service.post('/register', user, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });

    const { headers } = await mail.arrives(user.email);
    expect(headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[\\da-f]{16}-01$`));
    await eventually(() => {
      for (const { output } of [service.api, service.worker]) expect(linesOf(output).filter((line) => line.traceId === traceId)).toHaveLength(1);
    });
  });

  it('begins here when the caller brings none, under the id of the request', async () => {
    const user = aUser();

    const id = (await service.post('/register', user)).headers.get('X-Request-Id') ?? 'none';

    expect((await mail.arrives(user.email)).headers.get('traceparent')).toMatch(new RegExp(`^00-${id}-[\\da-f]{16}-00$`));
  });
});

describe("a worker's metrics", () => {
  it('count what became of mails, how long they waited, and what is still promised', async () => {
    const { email } = await aRegisteredUser(service);
    await mail.arrives(email);
    mail.mode = 'refuse';
    await aRegisteredUser(service);
    await metricsShow('job_attempts_total{job="welcome-email",outcome="failed"} 1', 'outbox_rows{job="welcome-email",state="pending"} 1');
    mail.mode = 'reject';
    await metricsShow(
      'job_attempts_total{job="welcome-email",outcome="done"} 3',
      'job_attempts_total{job="welcome-email",outcome="retried"} 1',
      'job_attempts_total{job="welcome-email",outcome="parked"} 1',
      'outbox_rows{job="welcome-email",state="pending"} 0',
      'outbox_rows{job="welcome-email",state="parked"} 1',
    );
    const { text } = await service.workerOperations.get('/metrics');

    expect(text).toMatch(/^job_queue_wait_seconds_count\{job="welcome-email"\} 4$/m);
    expect(text).toMatch(/^job_duration_seconds_count\{job="welcome-email"\} 5$/m);
  });

  it("stand beside the API's, which know of the promises as well", async () => {
    await service.database.query(
      `INSERT INTO outbox (id, job, payload, created_at, offer_at) VALUES (gen_random_uuid(), 'welcome-email', '{"userId": 1}', now() - interval '90 s', now() + interval '1 h')`,
    );

    const { text } = await service.operations.get('/metrics');

    expect(text).toMatch(/^outbox_rows\{job="welcome-email",state="pending"\} 1$/m);
    expect(Number(/^outbox_oldest_seconds\{job="welcome-email",state="pending"\} (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(89);
  });

  it.each(['/', '/users', '/users/1', '/users/me', '/orders', '/docs'])('and health are all that its port serves: no %s', async (path) => {
    await aRegisteredUser(service);

    expectProblem(await service.workerOperations.get(path), 404, 'ROUTE_NOT_FOUND');
  });

  it.each([
    ['/health/live', { status: 'live' }],
    ['/health/ready', { status: 'ready' }],
  ])('come with %s', async (path, body) => {
    const answer = await service.workerOperations.get(path);

    expect(answer).toMatchObject({ status: 200, body });
    expectTraced(answer);
  });
});

describe('a worker whose database', () => {
  it.each([
    ['was never migrated', 'ALTER TABLE migrations RENAME TO other', 'ALTER TABLE other RENAME TO migrations'],
    [
      'lacks the last migration',
      'UPDATE migrations SET name = name || name WHERE id = (SELECT max(id) FROM migrations)',
      'UPDATE migrations SET name = left(name, length(name) / 2) WHERE id = (SELECT max(id) FROM migrations)',
    ],
  ])('%s is not ready, and says what to do', async (_, spoil, mend) => {
    await service.database.query(spoil);

    const reason = 'It lacks migrations: npm run migrate.';
    expect(await service.workerOperations.get('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'unavailable', dependencies: { database: { status: 'down', reason } } },
    });
    await service.worker.stop();
    await service.startWorker();
    await eventually(() => {
      expect(service.worker.output).toContain('the database lacks migrations: npm run migrate');
    });

    await service.database.query(mend);
    expect(await service.workerOperations.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
});
