import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from './support/command.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { TestDatabase } from './support/test-database.js';
import { aRegisteredUser, aUser } from './support/users.js';

const service = bootService({ environment: { RATE_LIMIT: 'off' } });

describe('a new password', () => {
  it.each([
    ['from lists of breaches', { password: 'Dragon1987!' }, /known from breaches/],
    ['of one character', { password: 'zzzzzzzz' }, /repetition/],
    ['of neighbouring keys', { password: 'qwertyuiop' }, /row of keys/],
    ['of the own address', { email: 'grace.hopper@example.org', password: 'grace.hopper' }, /your address/],
    ['of the own name', { displayName: 'Grace Hopper', password: 'GraceHopper!' }, /your name/],
    ['of our name', { password: 'isobar-2026' }, /name of this service/],
    ['of seven characters, however many bytes', { password: '🐎🔋📎🪴🐢🧦🥝' }, /at least 8 characters/],
    ['of one sign that stands for eighteen', { password: 'ﷺ' }, /at least 8 characters/],
    ['of 129 characters', { password: '🐎🔋📎🪴'.repeat(32) + '🐢' }, /at most 128 characters/],
    ['that would take long to read', { password: 'a\u0301\u0316'.repeat(10_000) }, /at most 128 characters/],
    ['with a line break', { password: 'correct horse\nbattery' }, /control characters/],
  ])('is none %s, and the answer says what to do', async (_, overrides, message) => {
    const answer = await service.post('/register', aUser(overrides));

    const { errors } = expectProblem(answer, 400, 'VALIDATION_FAILED');
    expect(errors).toEqual([{ path: 'password', message: expect.stringMatching(message) }]);
    expect(answer.text).not.toContain(overrides.password);
  });

  it.each(['all in lower case', 'MÜNCHEN LIEGT AN DER ISAR', '錫杖 山茶花 三日月', '🐎🔋📎🪴🐢🧦🥝🎺', '🐎🔋📎🪴'.repeat(32), '    spaces    count    '])(
    'may be %s',
    async (password) => {
      const { email } = await aRegisteredUser(service, { password });

      expect((await service.post('/auth/login', { email, password })).status).toBe(200);
      expectProblem(await service.post('/auth/login', { email, password: `${password} ` }), 401, 'CREDENTIALS_INVALID');
    },
  );

  it('is known again however a keyboard composes its letters', async () => {
    const { email } = await aRegisteredUser(service, { password: 'Bjo\u0308rk singt fu\u0308r Zoe\u0308' });

    expect((await service.post('/auth/login', { email, password: 'Bj\u00F6rk singt f\u00FCr Zo\u00EB' })).status).toBe(200);
  });

  it.each([
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'Passw0rd2026' }, undefined],
    ['standard input', {}, 'Passw0rd2026\n'],
  ])("is an admin's no more than anybody's, out of %s", async (_, environment, input) => {
    const { email } = aUser();

    const { code, output } = await runCommand(service, 'admin', ['create', '--email', email], environment, input);

    expect(code).toBe(1);
    expect(output).toContain('The password must not be, or closely resemble, a password that is known from breaches');
    expect(output).not.toContain('Passw0rd2026');
    expect(await service.database.query('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
  });
});

describe('a hash that was made when hashes cost less', () => {
  const dearer = bootService({ besides: service, environment: { RATE_LIMIT: 'off', PASSWORD_HASH_MEMORY_KIB: '128', PASSWORD_HASH_ITERATIONS: '2' } });
  const hashOf = async (id: number) => (await service.database.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = $1', [id]))[0]?.hash;

  it('is made anew at the next sign-in, and only then', async () => {
    const { id, email, password } = await aRegisteredUser(service);
    const old = await hashOf(id);

    await dearer.post('/auth/login', { email, password: 'not the password' });
    expect(await hashOf(id)).toBe(old);
    expect((await dearer.post('/auth/login', { email, password })).status).toBe(200);

    await eventually(async () => { expect(await hashOf(id)).toContain('$m=128,t=2,p=1$'); });
    const renewed = await hashOf(id);
    for (const at of [dearer, service]) expect((await at.post('/auth/login', { email, password })).status).toBe(200);
    expect(await hashOf(id)).toBe(renewed);
  });

  it('does not come back when the password is changed in the same moment, and lets nobody in who knew it', async () => {
    const { id, email, password } = await aRegisteredUser(service);
    const { id: otherId } = await aRegisteredUser(service, { password: 'quite another one' });
    const changed = await hashOf(otherId);
    const change = await TestDatabase.connect(service.database.url);
    await change.query('BEGIN');
    await change.query('UPDATE users SET password_hash = $2, credentials_version = credentials_version + 1 WHERE id = $1', [id, changed]);

    const late = dearer.post('/auth/login', { email, password });
    await eventually(async () => {
      expect(await change.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).toHaveLength(2);
    });
    await change.query('COMMIT');
    await change.disconnect();

    expectProblem(await late, 401, 'CREDENTIALS_INVALID');
    expect(await service.database.query('SELECT FROM sessions WHERE user_id = $1', [id])).toEqual([]);
    expect((await service.post('/auth/login', { email, password: 'quite another one' })).status).toBe(200);
    await sleep(100);
    expect(await hashOf(id)).toBe(changed);
  });
});

describe('a hash in production', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: 'Zt4vQm1xHs8kLw2pRy6nBd0jFc3gTa5e' };
  const cheap = bootService({ besides: service, environment: { ...production, PASSWORD_HASH_MEMORY_KIB: '19456', PASSWORD_HASH_ITERATIONS: '1' } });
  const usual = bootService({ besides: service, environment: { ...production, PASSWORD_HASH_MEMORY_KIB: '', PASSWORD_HASH_ITERATIONS: '' } });
  const warnings = (output: string) => output.split('\n').filter((line) => line.includes("less than OWASP's minimum"));

  it("that costs less than OWASP's minimum is warned of, once, and elsewhere is not", async () => {
    expect((await cheap.post('/auth/login', { email: aUser().email, password: 'whatever it is' })).status).toBe(401);

    await eventually(() => { expect(warnings(cheap.api.output)).toEqual([expect.stringContaining('"level":40')]); });
    for (const { api } of [usual, service]) expect(warnings(api.output)).toEqual([]);
  });
});

describe('signing in, many at once', () => {
  const cores = availableParallelism();
  const costing = (iterations: number) => ({ RATE_LIMIT: 'off', PASSWORD_HASH_MEMORY_KIB: '8192', PASSWORD_HASH_ITERATIONS: String(iterations) });
  // With one thread for names and files, a single hash on it would hold them all up.
  const crowded = bootService({ besides: service, environment: { ...costing(10), UV_THREADPOOL_SIZE: '1' } });
  const slow = bootService({ besides: service, environment: costing(100) });

  it('holds up nobody else: pages, people and files are given while fifty wait', async () => {
    const { id, email, password } = await aRegisteredUser(crowded);
    let answered = 0;
    const signIns = Array.from({ length: Math.max(50, 25 * cores) }, async () => crowded.post('/auth/login', { email, password }).finally(() => answered++));
    await eventually(() => { expect(answered).toBeGreaterThan(0); });

    const others = await Promise.all(['/', `/users/${id}`, '/docs/swagger-ui.css', '/health/ready'].map(async (path) => crowded.get(path)));

    expect(answered).toBeLessThan(signIns.length);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    // On a machine that has far too much to do already, the last of them are turned away.
    const statuses = new Set((await Promise.all(signIns)).map(({ status }) => status));
    statuses.delete(503);
    expect(statuses).toEqual(new Set([200]));
  });

  it('turns away at once whom it cannot serve within seconds; who gives up makes room', async () => {
    const { email } = aUser();
    const crowd = new AbortController();
    const refusals: Awaited<ReturnType<typeof slow.post>>[] = [];
    const signIn = async () => {
      const answer = await slow.post('/auth/login', { email, password: 'whatever it is' }, { signal: crowd.signal });
      if (answer.status === 503) refusals.push(answer);
    };
    const asked = Array.from({ length: 40 * cores }, signIn);
    await eventually(() => { expect(refusals).not.toEqual([]); });

    crowd.abort();

    await Promise.allSettled(asked);
    for (const refusal of refusals) {
      expectProblem(refusal, 503, 'TOO_BUSY');
      expect(refusal.headers.get('Retry-After')).toBe('4');
      expect(Number(refusal.headers.get('X-Process-Time'))).toBeLessThan(2);
    }
    expectProblem(await slow.post('/auth/login', { email, password: 'whatever it is' }), 401, 'CREDENTIALS_INVALID');
    await eventually(async () => {
      expect((await slow.operations.get('/metrics')).text).toMatch(/^thread_lane_tasks_total\{lane="passwords",outcome="left"\} [1-9]/m);
    });
  });
});
