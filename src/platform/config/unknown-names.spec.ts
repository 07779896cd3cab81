import { describe, expect, it } from '@jest/globals';
import { warningsOf } from './unknown-names.js';

describe('the names of .env', () => {
  it('are warned of when nobody reads them, with the one that may be meant', () => {
    expect(warningsOf(['PORT', 'RATE_LIMITS', 'DATABSE_URL', 'HTTPS_PROXY'])).toEqual([
      'Warning: .env sets RATE_LIMITS, which is not in .env.example. Is RATE_LIMIT meant?\n',
      'Warning: .env sets DATABSE_URL, which is not in .env.example. Is DATABASE_URL meant?\n',
      'Warning: .env sets HTTPS_PROXY, which is not in .env.example.\n',
    ]);
  });
});
