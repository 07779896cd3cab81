import { describe, expect, it, jest } from '@jest/globals';
import type { Request, Response } from 'express';
import type { Config } from '../../platform/config/config.js';
import { AdminCookie } from './admin-cookie.js';

const cookieAt = (PUBLIC_URL: string) => new AdminCookie({ PUBLIC_URL } as Config);
const asking = (headers: Record<string, string>) => ({ headers }) as unknown as Request;

describe('AdminCookie', () => {
  it.each([['https://isobar.example', true], ['http://localhost:3000', false]])('of %s is for secure connections only: %s', (url, secure) => {
    const cookie = jest.fn();

    cookieAt(url).give({ cookie } as unknown as Response, 'the.token.itself');

    expect(cookie).toHaveBeenCalledWith('isobar_admin', 'the.token.itself', { httpOnly: true, sameSite: 'strict', path: '/admin', secure, maxAge: 900_000 });
  });

  it.each([
    ['isobar_admin=a.b.c', 'a.b.c'],
    ['other=1; isobar_admin=a.b.c; more=2', 'a.b.c'],
    ['not_isobar_admin=a.b.c', undefined],
    ['', undefined],
  ])('is found in %j', (cookie, token) => {
    expect(cookieAt('http://localhost:3000').of(asking({ cookie }))).toBe(token);
  });

  it.each([
    ['us', { 'sec-fetch-site': 'same-origin' }],
    ['us', { origin: 'https://isobar.example', host: 'inner:3000' }],
    ['us', { origin: 'https://alias.example', host: 'alias.example' }],
    ['others', { origin: 'http://isobar.example', host: 'isobar.example' }],
    ['others', { origin: 'https://isobar.example.evil.example', host: 'isobar.example' }],
    ['others', { origin: 'null', host: 'isobar.example' }],
    ['nobody', { host: 'isobar.example' }],
    ['nobody', { 'sec-fetch-site': 'none' }],
    ['nobody', { 'sec-fetch-site': 'cross-site' }],
  ] as const)('knows that %s sent %j', (sender, headers) => {
    expect(cookieAt('https://isobar.example').sentBy(asking(headers))).toBe(sender);
  });
});
