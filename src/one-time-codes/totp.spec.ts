import { describe, expect, it } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import decodeQR from 'qr/decode.js';
import { newSecret, qrCode, secretUri, stepOf, typedSecret } from './totp.js';

/** Of RFC 6238, Appendix B, for SHA-1; its eight digits end with our six. */
const secret = Buffer.from('12345678901234567890');
const vectors: [seconds: number, code: string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

describe('stepOf', () => {
  it.each(vectors)('knows the code of second %i', (seconds, code) => {
    expect(stepOf(code.slice(-6), secret, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it('lets a clock be a step ahead or behind, and tells which step the code is of', () => {
    const code = '005924';
    const step = Math.floor(1_234_567_890 / 30);

    expect([-60, -30, 0, 30, 60].map((seconds) => stepOf(code, secret, (step * 30 + 10 + seconds) * 1000))).toEqual([undefined, step, step, step, undefined]);
  });

  it.each(['', '5924', '0005924', 'abcdef'])('takes no %j', (code) => {
    expect(stepOf(code, secret, 1_234_567_890_000)).toBeUndefined();
  });
});

describe('a new secret', () => {
  it('has 160 bits, and is another each time', () => {
    expect([newSecret().length, newSecret().equals(newSecret())]).toEqual([20, false]);
  });

  it('can be typed, and read by an app', () => {
    expect(typedSecret(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(secretUri(secret, 'ada@example.org')).toBe(
      'otpauth://totp/Isobar:ada%40example.org?issuer=Isobar&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
    );
  });

  it('can be photographed', () => {
    const uri = secretUri(secret, `${'a'.repeat(60)}@example.org`);

    const { width, height, pixels } = new Resvg(qrCode(uri), { background: 'white', fitTo: { mode: 'width', value: 400 } }).render();

    expect(decodeQR({ width, height, data: new Uint8Array(pixels) })).toBe(uri);
  });
});
