import { Inject, Injectable } from '@nestjs/common';
import { TokenError, createSigner, createVerifier } from 'fast-jwt';
import { z } from 'zod';
import { CodedError } from '../contracts/errors.js';
import { SERVICE_SECRET } from '../platform/secret/service-secret.js';
import { type Role, roles } from '../users/role.js';

/** How long an access token is good for; in seconds. */
export const accessTokenSeconds = 900;

const issuer = 'isobar';
/** Verified tokens are remembered up to this many, until they expire: the signature of a busy client is checked once. */
const rememberedTokens = 10_000;

const claims = z.object({ sub: z.string().regex(/^[1-9]\d{0,14}$/).transform(Number), role: z.enum(roles), exp: z.int() });

/** Who is asking, as their access token says. */
export interface Principal {
  id: number;
  role: Role;
  /** When the token expires; seconds since 1970. */
  expiresAt: number;
}

/** Short-lived signed tokens that say who someone is (JWT, HS256). */
@Injectable()
export class AccessTokens {
  private readonly signer;
  private readonly verifier;

  constructor(@Inject(SERVICE_SECRET) secret: string) {
    this.signer = createSigner({ key: secret, algorithm: 'HS256', iss: issuer, expiresIn: accessTokenSeconds * 1000 });
    this.verifier = createVerifier({ key: secret, algorithms: ['HS256'], allowedIss: issuer, requiredClaims: ['exp', 'sub'], cache: rememberedTokens });
  }

  sign(id: number, role: Role): string {
    return this.signer({ sub: String(id), role });
  }

  /** @throws CodedError TOKEN_EXPIRED or TOKEN_INVALID */
  verify(token: string): Principal {
    try {
      const { sub, role, exp } = claims.parse(this.verifier(token));
      return { id: sub, role, expiresAt: exp };
    } catch (error) {
      if (error instanceof TokenError && error.code === TokenError.codes.expired) {
        throw new CodedError('TOKEN_EXPIRED', 'The access token has expired. Get a new one with POST /auth/refresh.');
      }
      throw new CodedError('TOKEN_INVALID', 'The access token is not valid.');
    }
  }
}
