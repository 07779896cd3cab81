import { describe, expect, it } from '@jest/globals';
import { ValidationFailed } from '../../contracts/errors.js';
import { checkNewPassword, objectionTo } from './password-rules.js';

const ada = { email: 'ada.lovelace+walks@engine.example', displayName: 'Ada Byron King' };

describe('a new password', () => {
  it.each([
    'correct horse battery',
    'from a pipe',
    'mein Hund mag Käse',
    '錫杖 山茶花 三日月',
    '🐎🔋📎🪴🐢🧦🥝🎺',
    'k7#Qz!vR',
    'vD9"x,ef',
    'secret-of-hers-7',
    'Ada drinks tea at noon',
    'x&%$#!q*)k',
    'passwordless future, please',
  ])('may be %s', async (password) => {
    expect(await objectionTo(password, ada)).toBeUndefined();
  });

  it.each([
    'password',
    'PASSWORD',
    'Password1',
    'P@ssw0rd',
    'Pa$$word2026!',
    'pass-word-1',
    'ｐａｓｓｗｏｒｄ',
    'Dragon1987!',
    '!!monkey!!',
    'letme1n!',
    'trustno1',
    'drowssap',
    '$unshine99',
    'charlie1',
    'iloveyou',
    'swordfishswordfish',
    'football-2026',
    'love2024',
  ])('is not %s, which stands in lists of breached ones, or nearly', async (password) => {
    expect(await objectionTo(password, ada)).toMatch(/^must not be, or closely resemble, a password that is known from breaches.+words/);
  });

  it.each([
    '12345678',
    '87654321',
    '0123456789012',
    'abcdefgh',
    'ABCDEFGH1',
    'qwertyuiop',
    'asdfghjk',
    'lkjhgfdsa',
    '1qaz2wsx3edc',
    'abcd9876',
    'qwer1234',
    'aaaaaaaa',
    'zzzzzzzz!',
    '11112222',
    'ababababab',
    '123123123',
    '!@#$%^&*',
    '........',
  ])('is not %s, a repetition or a row', async (password) => {
    expect(await objectionTo(password, ada)).toMatch(/^must not be a repetition or a row of keys.+words/);
  });

  it.each([
    'ada.lovelace+walks@engine.example',
    'Ada.Lovelace',
    'adalovelace1',
    'lovelace1815',
    'L0velace!',
    'AdaByronKing',
    'byron-byron',
    'Isobar2026!',
    'isobarisobar',
    '1s0b@r-1s0b@r',
  ])('is not %s when that is its owner or the service', async (password) => {
    const owner = { ...ada, email: password === 'Ada.Lovelace' || password === 'adalovelace1' ? 'ada.lovelace@engine.example' : ada.email };

    expect(await objectionTo(password, owner)).toMatch(/^must not be made of your address, your name or the name of this service/);
  });

  it("may hold somebody else's name", async () => {
    expect(await objectionTo('Grace.Hopper', ada)).toBeUndefined();
  });

  it('is refused as a field of the request, by a message without the password', async () => {
    const refused = checkNewPassword('Dragon1987!', ada, 'newPassword');

    await expect(refused).rejects.toThrow(ValidationFailed);
    await expect(refused).rejects.toMatchObject({ details: { fields: [{ path: 'newPassword', message: expect.not.stringContaining('ragon') }] } });
  });

  it.each(['a'.repeat(127) + 'b', 'ab'.repeat(63) + 'ba', '!'.repeat(128), 'qwertyuiop'.repeat(12)])(
    'is judged quickly, however it is built',
    async (password) => {
      await objectionTo(password, ada);
      const startedAt = performance.now();

      await objectionTo(password, ada);

      expect(performance.now() - startedAt).toBeLessThan(100);
    },
  );
});
