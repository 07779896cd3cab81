import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const plain = Buffer.from('what only its owner should read');
const boxOf = (secret: string, ...accepted: string[]) => new SecretBox(secret, { JWT_ACCEPTED_SECRETS: accepted });

describe('SecretBox', () => {
  it('gives back what was put in, and seals the same differently each time', () => {
    const box = boxOf('one');
    const sealed = [box.seal(plain, 'mine'), box.seal(plain, 'mine')];

    expect(sealed.map((each) => box.open(each, 'mine'))).toEqual([plain, plain]);
    expect(sealed[0]).not.toEqual(sealed[1]);
    expect(sealed[0]!.includes(plain)).toBe(false);
  });

  it('opens for the same purpose only', () => {
    const box = boxOf('one');

    expect(() => box.open(box.seal(plain, 'mine'), 'yours')).toThrow();
  });

  it.each([0, 5, 20, 35])('notices a change of byte %i', (place) => {
    const box = boxOf('one');
    const sealed = box.seal(plain, 'mine');
    sealed[place]! ^= 1;

    expect(() => box.open(sealed, 'mine')).toThrow();
  });

  it('opens what was sealed with a secret that is still accepted, and with no other', () => {
    const sealed = boxOf('old').seal(plain, 'mine');
    const rotated = boxOf('new', 'old');

    expect(rotated.open(sealed, 'mine')).toEqual(plain);
    expect(sealed.subarray(0, 4)).not.toEqual(rotated.keyId);
    expect(rotated.seal(plain, 'mine').subarray(0, 4)).toEqual(rotated.keyId);
    expect(() => boxOf('new').open(sealed, 'mine')).toThrow('neither JWT_SECRET');
  });
});
