import { describe, expect, it } from '@jest/globals';
import { accountPage, accountView } from '../src/users/users.schemas.js';
import { eventually } from './support/eventually.js';
import { expectProblem } from './support/problem.js';
import { bootService } from './support/service.js';
import { aRegisteredUser, aSignedInUser, aUser, anAdmin } from './support/users.js';

const service = bootService({ worker: false });
const texts = [
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  '%',
  '_',
  '\\',
  "\\'; --",
  '$(reboot)',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '*)(uid=*',
  '../../etc/passwd',
];

describe('what is made to be run elsewhere', () => {
  it.each(texts)('is data and nothing else: %s', async (text) => {
    const admin = await anAdmin(service);
    const user = await aSignedInUser(service, { displayName: `Ada ${text}` });
    const typed = encodeURIComponent(text);

    expect((await service.get('/users/me', { as: user })).as(accountView).displayName).toBe(`Ada ${text}`);
    expect((await service.get(`/users?q=${typed}`, { as: admin })).as(accountPage).items).toEqual([]);
    expect((await service.get(`/users?q=${encodeURIComponent(`ada ${text}`)}`, { as: admin })).as(accountPage).items.map(({ id }) => id)).toEqual([user.id]);
    for (const [method, path, body] of [
      ['GET', `/cities?q=${typed}`],
      ['GET', `/users/${typed}`],
      ['GET', `/orders/${typed}`],
      ['GET', `/orders?cursor=${typed}`],
      ['GET', `/verify-email/${typed}`],
      ['DELETE', `/auth/sessions/${typed}`],
      ['POST', '/auth/login', { email: `a${text}@example.org`, password: text }],
      ['POST', '/auth/login', { email: user.email, password: text }],
      ['POST', '/auth/refresh', { refreshToken: text }],
      ['POST', '/orders', { sku: text, quantity: 1 }],
    ] as [string, string, unknown?][]) {
      const { status, body: problem } = await service.request(method, path, body, { as: user });
      expect({ path, status: status === 200 ? 'items' : Math.floor(status / 100) }).toEqual({
        path,
        status: path.startsWith('/cities') && status === 200 ? 'items' : 4,
      });
      if (status !== 200) expect(problem).toHaveProperty('code');
    }
    expect((await service.get('/users/me', { as: user })).status).toBe(200);
  });

  it('breaks no line of the log', async () => {
    const lines = ['\u001b[31mred', 'a\tb', '{"level":60}', '%0a%0d{"level":60}'];
    for (const [n, text] of lines.entries()) {
      await service.get(`/products/${encodeURIComponent(text)}%0A%0D?x=${encodeURIComponent(text)}`, {
        headers: { 'User-Agent': encodeURIComponent(text), 'X-Request-Id': `injected-${n}` },
      });
      await service.post('/auth/login', { email: aUser().email, password: `${text}\n{"level":60}` });
    }

    await eventually(() => { expect(service.api.output).toContain(`injected-${lines.length - 1}`); });
    const logged = service.api.output.trimEnd().split('\n').map((line) => JSON.parse(line) as { level: number });
    expect(logged.filter(({ level }) => level > 40)).toEqual([]);
    expect(service.api.output).not.toContain('\u001b');
  });
});

describe('an address that looks like another', () => {
  it('is the same in other letters, and somebody else when it only looks alike', async () => {
    const { email, password } = await aRegisteredUser(service, { email: 'ada.lovelace@example.org' });

    for (const variant of ['Ada.Lovelace@example.org', 'ADA.LOVELACE@EXAMPLE.ORG', ' ada.lovelace@example.org ']) {
      expectProblem(await service.post('/register', aUser({ email: variant })), 409, 'EMAIL_TAKEN');
    }
    for (const lookalike of ['\u0430da.lovelace@example.org', 'ada.lovelace@ex\u0430mple.org', 'ada.love\u200blace@example.org', 'ａda.lovelace@example.org']) {
      expectProblem(await service.post('/register', aUser({ email: lookalike })), 400, 'VALIDATION_FAILED');
      expectProblem(await service.post('/auth/login', { email: lookalike, password }), 400, 'VALIDATION_FAILED');
    }
    expect((await service.post('/auth/login', { email, password })).status).toBe(200);
  });
});
