import { describe, expect, it } from '@jest/globals';
import { newRecoveryCodes } from './recovery-codes.js';

describe('newRecoveryCodes', () => {
  it('makes ten, no two alike, of letters and digits that nobody confuses', () => {
    const codes = Array.from({ length: 50 }, newRecoveryCodes).flat();

    expect(codes).toHaveLength(500);
    expect(new Set(codes).size).toBe(500);
    for (const code of codes) expect(code).toMatch(/^(?:[2-9A-HJKMNP-TV-Z]{4}-){5}[2-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('has 112 bits or more in each', () => {
    expect(24 * Math.log2(new Set(Array.from({ length: 100 }, newRecoveryCodes).flat().join('').replaceAll('-', '')).size)).toBeGreaterThan(112);
  });
});
