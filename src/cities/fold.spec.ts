import { describe, expect, it } from '@jest/globals';
import { fold, foldInto } from './fold.js';

describe('fold', () => {
  it.each([
    ['Saint-Étienne', 'saintetienne'],
    ["'s-Hertogenbosch", 'shertogenbosch'],
    ['  NEW   york ', 'newyork'],
    ['St. Petersburg', 'stpetersburg'],
    ['İstanbul', 'istanbul'],
    ['Ёлкино', 'елкино'],
    ['ＴＯＫＹＯ', 'tokyo'],
    ['ガザ', 'ガザ'],
    ['서울', '서울'],
    ['दिल्ली', 'दिल्ली'],
    ['100 Mile House', '100milehouse'],
    ['...', ''],
  ])('makes %j %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('foldInto', () => {
  const folded = (text: string, end = text.length, room = 255) => {
    const key = Buffer.alloc(room);
    return key.toString('utf8', 0, foldInto(key, text, end));
  };

  it.each(['Oslo', "'S-HERTOGENBOSCH", 'a1 Z9@[`{/:', 'Zürich', 'Москва', '東京', ''])('writes what fold makes of %j', (text) => {
    expect(folded(text)).toBe(fold(text));
  });

  it('stops where it is told', () => {
    expect(folded('Paris, France', 5)).toBe('paris');
    expect(folded('Orléans, France', 7)).toBe('orleans');
  });

  it.each(['a'.repeat(300), 'é'.repeat(300)])('writes no more than there is room for', (text) => {
    expect(folded(text, 300, 10)).toHaveLength(10);
  });
});
