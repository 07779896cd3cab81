import { Inject, Injectable } from '@nestjs/common';
import { TokenError, createSigner, createVerifier } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { CodedError } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { SERVICE_SECRET } from '../../platform/secret/service-secret.js';
import { type Role, roles } from '../../users/role.js';
import { type PublicJwk, signingKeyOf } from './signing-key.js';

/** How long an access token is good for; in seconds. */
export const accessTokenSeconds = 900;

const issuer = 'isobar';
/** Of so many tokens it is remembered whose they are: the signature of a busy client is checked once. */
const rememberedTokens = 10_000;

const claims = z.object({ sub: z.string().regex(/^[1-9]\d{0,14}$/).transform(Number), role: z.enum(roles), sid: z.uuid(), exp: z.int() });

/** Who is asking, as their access token says. */
export interface Principal {
  readonly id: number;
  readonly role: Role;
  readonly sessionId: string;
  /** When the token expires; seconds since 1970. */
  readonly expiresAt: number;
}

/** Short-lived signed tokens that say who someone is (JWT, EdDSA). They are signed with JWT_SECRET's key; those of JWT_ACCEPTED_SECRETS hold too. */
@Injectable()
export class AccessTokens {
  /** The keys by which anyone can check a token of ours. */
  readonly publicKeys: readonly PublicJwk[];
  private readonly signer;
  private readonly verifiers;
  private readonly known = new LRUCache<string, Principal>({ max: rememberedTokens });

  constructor(@Inject(SERVICE_SECRET) secret: string, @Inject(CONFIG) { JWT_ACCEPTED_SECRETS }: Pick<Config, 'JWT_ACCEPTED_SECRETS'>) {
    const own = signingKeyOf(secret);
    const keys = [own, ...JWT_ACCEPTED_SECRETS.map(signingKeyOf)];
    this.publicKeys = keys.map(({ jwk }) => jwk);
    this.signer = createSigner({ key: own.privateKey, kid: own.kid, algorithm: 'EdDSA', iss: issuer, aud: issuer, expiresIn: accessTokenSeconds * 1000 });
    this.verifiers = keys.map(({ publicKey }) =>
      createVerifier({ key: publicKey, algorithms: ['EdDSA'], allowedIss: issuer, allowedAud: issuer, requiredClaims: ['exp', 'sub', 'sid'] }),
    );
  }

  sign({ id, role, sessionId }: Omit<Principal, 'expiresAt'>): string {
    return this.signer({ sub: String(id), role, sid: sessionId });
  }

  /** @throws CodedError TOKEN_EXPIRED or TOKEN_INVALID */
  verify(token: string): Principal {
    const known = this.known.get(token);
    if (known && known.expiresAt * 1000 > Date.now()) return known;
    const principal = this.check(token);
    this.known.set(token, principal);
    return principal;
  }

  private check(token: string): Principal {
    for (const verify of this.verifiers) {
      try {
        const { sub, role, sid, exp } = claims.parse(verify(token));
        return { id: sub, role, sessionId: sid, expiresAt: exp };
      } catch (error) {
        const code = error instanceof TokenError ? error.code : undefined;
        if (code === TokenError.codes.expired) throw new CodedError('TOKEN_EXPIRED', 'The access token has expired. Get a new one with POST /auth/refresh.');
        if (code !== TokenError.codes.invalidSignature) break;
      }
    }
    throw new CodedError('TOKEN_INVALID', 'The access token is not valid.');
  }
}
