import { describe, expect, it } from '@jest/globals';
import { SortedKeys, encodeKeys } from './sorted-keys.js';

describe('SortedKeys', () => {
  const words = Array.from({ length: 500 }, (_, number) => (number * number * 37 % 3001).toString(5));
  const inOrder = ['a', 'ab', 'ab', 'abc', ...words, 'z\u00e9'].sort();
  const { bytes, blocks } = encodeKeys(inOrder);
  const keys = new SortedKeys(bytes, blocks, inOrder.length);
  const seek = (text: string) => keys.seek(Buffer.from(text, 'latin1'), text.length);

  it('finds the first of every key', () => {
    for (const key of inOrder) expect(seek(key)).toBe(inOrder.indexOf(key));
  });

  it('finds where a key that is not there would be', () => {
    for (const key of ['', '0', 'aa', 'abb', 'abcd', 'b', '\u00ff', ...inOrder.map((key) => `${key}\0`), ...inOrder.map((key) => `${key}\u00ff`)]) {
      const place = inOrder.findIndex((other) => other >= key);
      expect(seek(key)).toBe(place < 0 ? inOrder.length : place);
    }
  });

  it('tells any stretch of them', () => {
    for (const [from, to] of [[0, inOrder.length], [5, 40], [16, 32], [31, 33], [7, 7]] as const) {
      const told: string[] = [];
      keys.each(from, to, (_, key, length) => { told.push(key.toString('latin1', 0, length)); });
      expect(told).toEqual(inOrder.slice(from, to));
    }
  });

  it('can be empty', () => {
    expect(new SortedKeys(new Uint8Array(), new Uint32Array(), 0).seek(Buffer.from('a'), 1)).toBe(0);
  });
});
