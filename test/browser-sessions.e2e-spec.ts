import { describe, expect, it } from '@jest/globals';
import { browserToken } from '../src/auth/auth.schemas.js';
import { cookieOf, givenCookie } from './support/browser.js';
import type { Answer } from './support/http-client.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser } from './support/users.js';

const friend = 'https://app.example.org';
const service = bootService({ worker: false, environment: { CORS_ORIGINS: friend } });

/** As a browser sends what a page at `origin` asks, with the cookie that it was given. */
const asked = async (path: string, { origin = service.url, body, given }: { origin?: string; body?: unknown; given?: Answer } = {}) =>
  service.post(`/auth/browser/${path}`, body, { headers: { Origin: origin, ...(given && { Cookie: givenCookie(given) }) } });
const signedIn = async (origin?: string) => {
  const { email, password } = await aRegisteredUser(service);
  return asked('login', { ...(origin !== undefined && { origin }), body: { email, password } });
};

describe("a page's session", () => {
  it('has its refresh token in a cookie that no script reads and no other site sends', async () => {
    const answer = await signedIn();

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 });
    expect(cookieOf(answer)).toMatch(
      /^__Secure-isobar_refresh=[\w-]{43}; Max-Age=2592000; Path=\/auth\/browser; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await service.get('/users/me', { as: answer.as(browserToken) })).status).toBe(200);
  });

  it('trades the cookie for another each time', async () => {
    const first = await signedIn();
    const second = await asked('refresh', { given: first });
    const third = await asked('refresh', { given: second });

    expect(third.body).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 });
    expect(new Set([first, second, third].map(givenCookie)).size).toBe(3);
    expectProblem(await asked('refresh', { given: first }), 401, 'REFRESH_TOKEN_INVALID');
    expectProblem(await asked('refresh', { given: third }), 401, 'REFRESH_TOKEN_INVALID');
  });

  it('ends with its cookie at the sign-out', async () => {
    const given = await signedIn();
    const out = await asked('logout', { given });

    expect(out.status).toBe(204);
    expect(cookieOf(out)).toMatch(/^__Secure-isobar_refresh=; Path=\/auth\/browser; Expires=Thu, 01 Jan 1970/);
    expectProblem(await asked('refresh', { given }), 401, 'REFRESH_TOKEN_INVALID');
    expectProblem(await asked('refresh'), 401, 'NOT_SIGNED_IN');
  });

  it('is for pages of ours and of the named origins', async () => {
    expect((await signedIn(friend)).headers.get('Access-Control-Allow-Credentials')).toBe('true');
    const given = await signedIn();
    for (const origin of ['https://evil.example', 'null', `${service.url}.evil.example`, `${friend}.evil.example`]) {
      for (const path of ['login', 'refresh', 'logout']) expectProblem(await asked(path, { origin, given }), 403, 'FORBIDDEN');
    }
    expectProblem(await service.post('/auth/browser/refresh', undefined, { headers: { Cookie: cookieOf(given) } }), 403, 'FORBIDDEN');
    expect((await asked('refresh', { given })).status).toBe(200);
  });

  it('is no use anywhere else', async () => {
    const given = await signedIn();

    expectProblem(await service.post('/auth/refresh', undefined, { headers: { Origin: service.url, Cookie: cookieOf(given) } }), 400, 'VALIDATION_FAILED');
    expectProblem(await service.get('/users/me', { headers: { Cookie: cookieOf(given) } }), 401, 'NOT_SIGNED_IN');
  });
});
