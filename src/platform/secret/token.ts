import { createHash, randomBytes } from 'node:crypto';

/** A secret for one holder: 256 random bits, as they stand in a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token. A plain hash does for so many random bits. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
