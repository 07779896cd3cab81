import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { eventually } from './support/eventually.js';
import { MailCatcher } from './support/mail-catcher.js';
import { OwnServer } from './support/own-server.js';
import { bootService } from './support/service.js';
import type { ServiceProcess } from './support/service-process.js';
import { aUser } from './support/users.js';

const mail = new MailCatcher();
const redis = OwnServer.redis();
const service = bootService({ mail, redis, worker: true });
let operator: Redis;
beforeAll(() => {
  operator = new Redis(redis.url);
  operator.on('error', () => undefined);
});
afterAll(() => { operator.disconnect(); });

async function anotherPassword(): Promise<void> {
  await operator.config('SET', 'requirepass', 'another');
  for (const kind of ['NORMAL', 'PUBSUB']) await operator.call('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes');
}

async function theOldPassword(): Promise<void> {
  await operator.config('SET', 'requirepass', new URL(redis.url).password);
}

/** The lines that a process prints within so many seconds from now. */
async function linesWithin(seconds: number, process: ServiceProcess): Promise<string[]> {
  const from = process.output.length;
  await sleep(seconds * 1_000);
  return process.output.slice(from).trimEnd().split('\n');
}

describe.each([
  ['is gone', async () => redis.stop(), async () => redis.start()],
  ['refuses our password', anotherPassword, theOldPassword],
])('while Redis %s', (_, off, on) => {
  it('each process says so, with the reason, and hardly again; and once that it is back', async () => {
    const user = aUser();
    await off();

    for (const said of await Promise.all([service.api, service.worker].map(async (process) => linesWithin(8, process)))) {
      expect(said.filter((line) => /ECONNREFUSED|WRONGPASS/.test(line)).length).toBeGreaterThan(0);
      expect(said.length).toBeLessThan(12);
    }
    await service.post('/register', user);
    await on();
    await mail.arrives(user.email, 20_000);
    await eventually(() => {
      for (const { output } of [service.api, service.worker]) expect(output.slice(output.lastIndexOf('lost')).split('the health check: back')).toHaveLength(2);
    });
  });
});

describe.each([
  ['that is a replica', async () => operator.call('REPLICAOF', '127.0.0.1', '9'), async () => operator.call('REPLICAOF', 'NO', 'ONE')],
  ['that is full', async () => operator.config('SET', 'maxmemory', '1'), async () => operator.config('SET', 'maxmemory', '0')],
  ['without its replicas', async () => operator.config('SET', 'min-replicas-to-write', '1'), async () => operator.config('SET', 'min-replicas-to-write', '0')],
])('a Redis %s', (_, refuse, accept) => {
  it('leaves a worker unready, which can do nothing; and the API degraded, which can', async () => {
    await eventually(async () => { expect(await service.workerOperations.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } }); });
    await refuse();

    const redisIsOfNoUse = { redis: { status: 'down', reason: 'It takes no writes.' }, database: { status: 'up' } };
    expect(await service.workerOperations.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'unavailable', dependencies: redisIsOfNoUse } });
    expect(await service.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded', dependencies: redisIsOfNoUse } });

    await accept();
    await eventually(async () => { expect(await service.workerOperations.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } }); });
    expect(await service.get('/health/ready')).toMatchObject({ body: { status: 'ready' } });
  });
});
