import { createHash, createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A public key as a JWK (RFC 8037). */
export const publicJwk = z
  .object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string(), alg: z.literal('EdDSA'), use: z.literal('sig') })
  .meta({ id: 'PublicKey' });
export type PublicJwk = z.infer<typeof publicJwk>;

export interface SigningKey {
  /** The thumbprint of the public key (RFC 7638). */
  kid: string;
  /** PEM, as is the public key. */
  privateKey: string;
  publicKey: string;
  jwk: PublicJwk;
}

/** The Ed25519 key pair that a secret stands for: every process that has the secret signs alike, and no key needs keeping. */
export function signingKeyOf(secret: string): SigningKey {
  const seed = createHmac('sha256', secret).update('isobar access tokens, Ed25519').digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x })).digest('base64url');
  return {
    kid,
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' },
  };
}
