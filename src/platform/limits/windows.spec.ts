import { describe, expect, it } from '@jest/globals';
import { windowsOf } from './windows.js';

describe('windowsOf', () => {
  it('gives the shortest first, under the name of the limit', () => {
    expect(windowsOf('register', { perDay: 50, perMinute: 5, perHour: 20 })).toEqual([
      { name: 'register', points: 5, seconds: 60 },
      { name: 'register-hour', points: 20, seconds: 3_600 },
      { name: 'register-day', points: 50, seconds: 86_400 },
    ]);
  });

  it('gives none for none', () => {
    expect(windowsOf('register', {})).toEqual([]);
  });
});
