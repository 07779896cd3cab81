import { beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, cookieOf, givenCookie } from './support/browser.js';
import { expectProblem, expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';
import { type SignedInUser, aSignedInUser, anAdmin } from './support/users.js';

const board = '/admin/queues';
const service = bootService();
const browser = new Browser(service);
let admin: SignedInUser;
let user: SignedInUser;

beforeAll(async () => {
  [admin, user] = await Promise.all([anAdmin(service), aSignedInUser(service)]);
});

describe('the sign-in page', () => {
  const signIn = async (who: SignedInUser, headers?: Record<string, string>) =>
    browser.submit('/admin/sign-in', { email: who.email, password: who.password }, headers);

  it.each(['', '/queue/email'])('is where a browser is sent that opens the board without being signed in: %s', async (path) => {
    for (const headers of [{}, { Cookie: 'isobar_admin=a.b.c' }] as Record<string, string>[]) {
      const answer = await browser.open(`${board}${path}`, headers);

      expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/admin/sign-in']);
      expectTraced(answer);
    }
  });

  it('is a form without any script', async () => {
    const answer = await browser.open('/admin/sign-in');

    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<form method="post" action="\/admin\/sign-in">[^]*<label for="email">[^]*<label for="password">/);
    expect(answer.text).not.toMatch(/<script|\{\{/);
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expectTraced(answer);
  });

  it('lets an admin in, who then sees the board, acts on it and leaves', async () => {
    const answer = await signIn(admin);
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, board]);
    expect(cookieOf(answer)).toMatch(/^isobar_admin=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=900; Path=\/admin; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    const Cookie = givenCookie(answer);

    expect((await browser.open(board, { Cookie })).status).toBe(200);
    expect((await browser.open('/admin/sign-in', { Cookie })).text).toContain('action="/admin/sign-out"');
    const resume = async (headers: Record<string, string>) =>
      service.request('PUT', `${board}/api/queues/resume`, undefined, { headers: { Cookie, ...headers } });
    expect((await resume({ Origin: service.url })).status).toBe(200);
    expect((await resume({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);

    const left = await browser.submit('/admin/sign-out', {}, { Cookie });
    expect([left.status, left.headers.get('Location')]).toEqual([303, '/admin/sign-in']);
    expect(cookieOf(left)).toMatch(/^isobar_admin=; Path=\/admin; Expires=Thu, 01 Jan 1970/);
  });

  it('is shown again with the reason to who gets it wrong, and to who is no admin', async () => {
    for (const [answer, status, message] of [
      [await signIn({ ...admin, password: 'wrong' }), 401, 'The email address or the password is wrong.'],
      [await signIn(user), 403, 'Your account is not an admin account.'],
      [await browser.submit('/admin/sign-in', { email: '"><script>', password: '' }), 400, 'Enter an email address and a password.'],
      [await browser.submit('/admin/sign-in', {}), 400, 'Enter an email address and a password.'],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
      expect(answer.text).toContain(`role="alert" id="message">${message}`);
      expect(answer.text).not.toContain('<script');
      expect(cookieOf(answer)).toBe('');
      expectTraced(answer);
    }
  });

  it.each([
    ['PUT', { Origin: 'https://elsewhere.example' }],
    ['PUT', { Origin: 'null' }],
    ['PUT', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example' }],
    ['PUT', { 'Sec-Fetch-Site': 'same-site' }],
    ['PUT', {}],
    ['GET', { Origin: 'https://elsewhere.example' }],
  ] as [string, Record<string, string>][])('gives a cookie with which %s from another page (%j) is refused', async (method, headers) => {
    const Cookie = givenCookie(await signIn(admin));

    expectProblem(
      await service.request(method, `${board}/api/queues${method === 'PUT' ? '/pause' : ''}`, undefined, { headers: { Cookie, ...headers } }),
      403,
      'FORBIDDEN',
    );
  });

  it('takes no form of another page', async () => {
    const foreign = { Origin: 'https://elsewhere.example' };

    const answers = [await signIn(admin, foreign), await browser.submit('/admin/sign-out', {}, foreign)];

    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers.map(cookieOf)).toEqual(['', '']);
  });

  it('gives a cookie that opens nothing but the admin pages', async () => {
    const headers = { Cookie: givenCookie(await signIn(admin)), Origin: service.url, 'Sec-Fetch-Site': 'same-origin' };

    for (const path of ['/users/me', '/users', '/orders', `/dashboard/${admin.id}`]) expectProblem(await service.get(path, { headers }), 401, 'NOT_SIGNED_IN');
  });

  it('alone takes forms, of a decent size', async () => {
    expectProblem(await browser.submit('/auth/login', { email: admin.email, password: admin.password }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    expectProblem(await browser.submit('/admin/sign-in', { email: 'x'.repeat(100_001), password: 'x' }), 413, 'PAYLOAD_TOO_LARGE');
  });
});
