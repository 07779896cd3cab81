import { randomInt } from 'node:crypto';

const howMany = 10;
/** Crockford's base 32 without the digits and letters that are taken for each other. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const [groups, perGroup] = [4, 4];

/** Ten codes of 78 random bits, such as 7K3M-QX2P-9HTA-W4ZC: too many to guess, so that a plain hash keeps them. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: howMany }, () => Array.from({ length: groups }, group).join('-'));
}

function group(): string {
  return Array.from({ length: perGroup }, () => letters[randomInt(letters.length)]).join('');
}
