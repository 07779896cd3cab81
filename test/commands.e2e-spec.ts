import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from './support/command.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { TestDatabase } from './support/test-database.js';
import { aRegisteredUser, aSignedInUser, aUser } from './support/users.js';

const service = bootService();

const run = async (command: string, args: readonly string[], environment?: NodeJS.ProcessEnv, input?: string) =>
  runCommand(service, command, args, environment, input);

describe('npm run migrate', () => {
  let empty: TestDatabase;
  beforeAll(async () => {
    empty = await TestDatabase.create();
    await empty.query('DROP SCHEMA public CASCADE');
    await empty.query('CREATE SCHEMA public');
  });
  afterAll(async () => empty.drop());

  it('migrates once, however many do it at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, async () => run('migrate', [], { DATABASE_URL: empty.url })));

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(outcomes.filter(({ output }) => output.startsWith('Applied '))).toHaveLength(1);
    expect(outcomes.filter(({ output }) => output.includes('up to date'))).toHaveLength(3);
    expect(await empty.query('SELECT count(*)::int AS products FROM products')).toEqual([{ products: 5 }]);
  });

  it('makes what it should: an address is unique in any case', async () => {
    const insert = async (email: string) => empty.query(`INSERT INTO users (email, display_name, password_hash) VALUES ($1, 'x', 'x')`, [email]);
    await insert('Ada@example.org');

    await expect(insert('aDA@EXAMPLE.org')).rejects.toThrow('users_email_key');
  });
});

describe('npm run admin -- create', () => {
  const isAdmin = async (email: string, password: string) => {
    const { body } = await service.post('/auth/login', { email, password });
    return (await service.get('/users', { as: body as { accessToken: string } })).status === 200;
  };

  it('makes an admin with the password of ADMIN_PASSWORD, which it does not repeat', async () => {
    const { email } = aUser();

    const { code, output } = await run('admin', ['create', '--email', email], { ADMIN_PASSWORD: 'from the environment' });

    expect(code).toBe(0);
    expect(output).not.toContain('from the environment');
    expect(await isAdmin(email, 'from the environment')).toBe(true);
  });

  it('takes a password that is piped in', async () => {
    const { email } = aUser();

    expect(await run('admin', ['create', '--email', email], {}, 'from a pipe\n')).toMatchObject({ code: 0 });

    expect(await isAdmin(email, 'from a pipe')).toBe(true);
  });

  it('makes up a password otherwise, and prints it', async () => {
    const { email } = aUser();

    const { output } = await run('admin', ['create', '--email', email]);

    const [, password = ''] = /Password, shown this once: (\S+)/.exec(output) ?? [];
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect(await isAdmin(email, password)).toBe(true);
  });

  it('makes an existing user an admin, whose password stays when none is given, and records that once', async () => {
    const { id, email, password } = await aRegisteredUser(service);

    for (const address of [email.toUpperCase(), email]) expect(await run('admin', ['create', '--email', address], {}, '')).toMatchObject({ code: 0 });

    expect(await isAdmin(email, password)).toBe(true);
    expect(await service.database.query('SELECT action, actor_id, details FROM audit_log WHERE subject_id = $1', [id])).toEqual([
      { action: 'role.changed', actor_id: null, details: { role: 'admin' } },
    ]);
  });

  it.each([
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'known to the admin' }, undefined],
    ['a pipe', {}, 'known to the admin\n'],
  ])('makes no admin of who squatted an address: the password of %s takes the place of theirs, and their sessions end', async (_, environment, input) => {
    const squatter = await aSignedInUser(service);
    const { email, password } = squatter;

    const { code, output } = await run('admin', ['create', '--email', email], environment, input);

    expect([code, output]).toEqual([0, expect.not.stringMatching(/Warning|known to the admin/)]);
    expectProblem(await service.post('/auth/login', { email, password }), 401, 'CREDENTIALS_INVALID');
    expectProblem(await service.post('/auth/refresh', { refreshToken: squatter.refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
    await eventually(async () => { expectProblem(await service.get('/users/me', { as: squatter }), 401, 'SESSION_ENDED'); });
    expect(await isAdmin(email, 'known to the admin')).toBe(true);
    expect((await run('admin', ['create', '--email', email])).output).not.toContain('Warning');
  });

  it('warns when an address was never confirmed and no password is given, and ends its sessions all the same', async () => {
    const [squatter, owner] = [await aSignedInUser(service), await aSignedInUser(service)];
    await service.database.query('UPDATE users SET email_verified = true WHERE id = $1', [owner.id]);

    const [warned, quiet] = [await run('admin', ['create', '--email', squatter.email]), await run('admin', ['create', '--email', owner.email])];

    expect(warned).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Warning: .*Whoever registered it knows its password[^]*run this again with ADMIN_PASSWORD/),
    });
    expect(quiet).toMatchObject({ code: 0, output: expect.not.stringContaining('Warning') });
    for (const { refreshToken } of [squatter, owner]) expectProblem(await service.post('/auth/refresh', { refreshToken }), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('gives an existing user no password that nobody should have, and does nothing then', async () => {
    const user = await aSignedInUser(service);

    expect(await run('admin', ['create', '--email', user.email], { ADMIN_PASSWORD: 'Passw0rd2026' })).toMatchObject({
      code: 1,
      output: expect.stringContaining('known from breaches'),
    });

    expect(await isAdmin(user.email, user.password)).toBe(false);
    expect((await service.get('/users/me', { as: user })).status).toBe(200);
  });

  it.each([[['create']], [['create', '--email', 'nobody']], [['delete', '--email', 'a@example.org']]])('explains itself after %j', async (args) => {
    const { code, output } = await run('admin', args);

    expect(code).toBe(2);
    expect(output).toContain('Usage: npm run admin -- create --email');
  });
});

describe('npm run seed', () => {
  it('makes people with orders, who can sign in', async () => {
    const before = await figures();

    const { code, output } = await run('seed', ['--users', '25', '--orders', '4']);

    expect(code).toBe(0);
    const after = await figures();
    expect({ users: after.users - before.users, orders: after.orders - before.orders }).toEqual({ users: 25, orders: 100 });
    const [, batch, password = ''] = /seed-(\w+)-<1 to 25>@example\.org with the password (\S+)/.exec(output) ?? [];
    expect(await service.post('/auth/login', { email: `seed-${batch ?? ''}-25@example.org`, password })).toMatchObject({ status: 200 });
  });

  it('explains itself', async () => {
    expect(await run('seed', [])).toMatchObject({ code: 2, output: expect.stringContaining('Usage: npm run seed') });
  });

  async function figures(): Promise<{ users: number; orders: number }> {
    const [row] = await service.database.query<{ users: number; orders: number }>(
      'SELECT (SELECT count(*) FROM users)::int AS users, (SELECT count(*) FROM orders)::int AS orders',
    );
    return row!;
  }
});
