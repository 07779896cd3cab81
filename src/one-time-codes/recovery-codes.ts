import { randomInt } from 'node:crypto';

const howMany = 10;
/** Crockford's base 32 without the digits and letters that are taken for each other. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const [groups, perGroup] = [6, 4];

/**
 * Ten codes of 117 random bits, such as 7K3M-QX2P-9HTA-W4ZC-M8RE-2VYD: beyond the 112 up to which ASVS 5.0 (6.5.2) asks for a slow hash, a plain one
 * keeps them.
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: howMany }, () => Array.from({ length: groups }, group).join('-'));
}

function group(): string {
  return Array.from({ length: perGroup }, () => letters[randomInt(letters.length)]).join('');
}
