import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { signingKeyOf } from '../../src/auth/tokens/signing-key.js';
import type { Service } from './service.js';

interface Forgery {
  claims?: Record<string, unknown>;
  /** Milliseconds from when it is made until it expires; already over when negative. Without one it never does. */
  expiresIn?: number;
  issuer?: string;
  secret?: string;
}

/** An access token as the service itself would sign it, but for what the caller wants different. */
export function aToken(service: Service, { claims, expiresIn = 60_000, issuer = 'isobar', secret = service.environment.JWT_SECRET }: Forgery = {}): string {
  const { privateKey, kid } = signingKeyOf(secret ?? '');
  const exp = Math.floor((Date.now() + expiresIn) / 1000);
  return createSigner({ key: privateKey, kid, algorithm: 'EdDSA', iss: issuer, aud: issuer, noTimestamp: true })({
    sub: '1',
    role: 'user',
    sid: randomUUID(),
    exp,
    ...claims,
  });
}

/** A JWT whose signature was made by HMAC with `key`, or that is not signed at all. */
export function anHmacToken(algorithm: 'HS256' | 'HS512' | 'none', key?: string): string {
  return createSigner({ algorithm, key: algorithm === 'none' ? undefined : key, iss: 'isobar', aud: 'isobar', expiresIn: 60_000 })({
    sub: '1',
    role: 'admin',
    sid: randomUUID(),
  });
}
