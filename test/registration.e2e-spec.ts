import { describe, expect, it } from '@jest/globals';
import { registered } from '../src/registration/registration.schemas.js';
import { MailCatcher } from './support/mail-catcher.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { aUser } from './support/users.js';

describe('POST /register', () => {
  const mail = new MailCatcher();
  const service = bootService({ mail, worker: true });

  it('makes an account and welcomes it by mail', async () => {
    const user = aUser({ displayName: 'Grace Hopper' });

    const answer = await service.post('/register', user);

    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ message: 'User registered', userId: expect.any(Number) });
    expectTraced(answer);
    const welcome = await mail.arrives(user.email);
    expect(welcome.subject).toBe('Welcome to Isobar');
    expect(welcome.text).toContain('Welcome, Grace Hopper!');
    expect(welcome.html).toContain('Welcome, Grace Hopper!');
    expect(welcome.text).toContain(service.url.replace('127.0.0.1', 'localhost'));
    expect(welcome.date).toBeInstanceOf(Date);
    expect(welcome.headers.get('auto-submitted')).toBe('auto-generated');
    expect(welcome.from?.text).toContain('no-reply@localhost');
    expect(welcome.messageId).toMatch(/^<[\w-]+@localhost>$/);
  });

  it('sends one mail for each account, also when many register at once', async () => {
    const users = Array.from({ length: 30 }, () => aUser());

    const answers = await Promise.all(users.map(async (user) => service.post('/register', user)));

    expect(new Set(answers.map((answer) => answer.as(registered).userId)).size).toBe(30);
    await Promise.all(users.map(async ({ email }) => mail.arrives(email)));
    expect(users.map(({ email }) => mail.to(email).length)).toEqual(users.map(() => 1));
  });

  it('escapes a name in the HTML of the mail, and only there', async () => {
    const user = aUser({ displayName: '<b>Bobby & "co"' });

    await service.post('/register', user);

    const welcome = await mail.arrives(user.email);
    expect(welcome.text).toContain('Welcome, <b>Bobby & "co"!');
    expect(welcome.html).not.toContain('<b>Bobby');
    expect(welcome.html).toContain('&lt;b&gt;Bobby');
  });

  it('carries no link to a stranger in the place of a name', async () => {
    const user = aUser({ displayName: 'Win at https://evil.example' });

    await service.post('/register', user);

    const { text, html, subject } = await mail.arrives(user.email);
    expect(text).toContain('Welcome!');
    expect(`${subject ?? ''} ${text ?? ''} ${String(html)}`).not.toContain('evil.example');
  });

  it('calls somebody who gives no name Anonymous', async () => {
    const { displayName: _, ...nameless } = aUser();

    const { userId } = (await service.post('/register', nameless)).as(registered);

    expect((await service.get(`/users/${userId}`)).body).toMatchObject({ displayName: 'Anonymous' });
  });

  it.each([
    ['the same spelling', (email: string) => email],
    ['another case', (email: string) => email.toUpperCase()],
    ['spaces around it', (email: string) => `  ${email} `],
  ])('refuses a taken address, in %s', async (_, spelled) => {
    const user = aUser();
    await service.post('/register', user);

    const answer = await service.post('/register', { ...user, email: spelled(user.email) });

    expectProblem(answer, 409, 'EMAIL_TAKEN');
  });

  it('lets one of several at once have an address', async () => {
    const user = aUser();

    const answers = await Promise.all(Array.from({ length: 8 }, async () => service.post('/register', user)));

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it.each([
    ['no address', { email: undefined }, 'email'],
    ['no real address', { email: 'ada.example.org' }, 'email'],
    ['an endless address', { email: `${'a'.repeat(250)}@example.org` }, 'email'],
    ['an address that smuggles a header', { email: 'ada@example.org\r\nBcc: eve@example.org' }, 'email'],
    ['a short password', { password: 'seven77' }, 'password'],
    ['an endless password', { password: 'x'.repeat(129) }, 'password'],
    ['a password that is no text', { password: 12345678 }, 'password'],
    ['an empty name', { displayName: '  ' }, 'displayName'],
    ['a name that nobody sees', { displayName: '\u3164\u200B\u{E0041}' }, 'displayName'],
    ['a name of two lines', { displayName: 'Ada\nLovelace' }, 'displayName'],
    ['a name that turns the text around', { displayName: 'Ada\u202Eecalevol' }, 'displayName'],
    ['a role', { role: 'admin' }, 'role'],
  ])('refuses %s', async (_, overrides, path) => {
    const answer = await service.post('/register', { ...aUser(), ...overrides });

    const { errors } = expectProblem(answer, 400, 'VALIDATION_FAILED');
    expect(errors).toEqual([{ path, message: expect.any(String) }]);
    expect(answer.text).not.toContain(aUser().password);
  });

  it('lists every bad field at once', async () => {
    const { errors } = expectProblem(await service.post('/register', { email: 'x', password: 'y' }), 400, 'VALIDATION_FAILED');

    expect(errors?.map(({ path }) => path).sort()).toEqual(['email', 'password']);
  });
});
