import { describe, expect, it } from '@jest/globals';
import { headersOfEveryAnswer, headersOfPage } from './security-headers.js';

describe('headersOfEveryAnswer', () => {
  it('are few: each costs every answer', () => {
    expect(Object.fromEntries(headersOfEveryAnswer({ PUBLIC_URL: 'http://localhost:3000' }))).toEqual({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('ask for https where the service is reached so', () => {
    expect(headersOfEveryAnswer({ PUBLIC_URL: 'https://isobar.example' })).toContainEqual(['strict-transport-security', 'max-age=31536000; includeSubDomains']);
  });
});

describe('headersOfPage', () => {
  it('allow what is named, and nothing else', () => {
    const headers = Object.fromEntries(headersOfPage({ imgSrc: ["'self'", 'data:'], baseUri: ["'self'"] }));

    expect(headers['content-security-policy']).toBe("default-src 'none';base-uri 'self';form-action 'self';frame-ancestors 'none';img-src 'self' data:");
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('say where a form comes from when the page needs it', () => {
    expect(headersOfPage({}, 'same-origin')).toContainEqual(['referrer-policy', 'same-origin']);
  });
});
