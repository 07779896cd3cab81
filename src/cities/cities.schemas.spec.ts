import { describe, expect, it } from '@jest/globals';
import { cityQuery } from './cities.schemas.js';

describe('cityQuery', () => {
  it.each([
    'Oslo',
    'paris,us',
    'portland, or, us',
    "'s-Hertogenbosch",
    'St. Petersburg',
    'Frankfurt (Oder)',
    '東京',
    'サン・ジュリア',
    'Île-de-France',
    'نیویورک',
    '6th of October',
  ])('takes %s', (text) => {
    expect(cityQuery.parse(text)).toBe(text.normalize('NFC'));
  });

  it.each([
    '',
    '  ',
    ',us',
    '...',
    'x'.repeat(101),
    'x'.repeat(10_000),
    'a\0b',
    'a\nb',
    '../admin',
    'a..b',
    'a/b',
    'a\\b',
    '<b>',
    'a?count=9',
    'a\u202Eb',
    '%00',
  ])('refuses %j', (text) => {
    expect(cityQuery.safeParse(text).success).toBe(false);
  });
});
