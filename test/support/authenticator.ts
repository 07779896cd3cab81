import { TOTP } from 'otpauth';
import { issuedSecret, recoveryCodes } from '../../src/second-factor/second-factor.schemas.js';
import type { HttpClient } from './http-client.js';
import type { SignedInUser } from './users.js';

/** A person's authenticator app, which shows each code once: this step's and the next one's are good at any moment. */
export class Authenticator {
  private readonly totp: TOTP;
  private last = 0;

  /** `secret` is in base 32. */
  constructor(secret: string) {
    this.totp = new TOTP({ secret });
  }

  next(): string {
    this.last = Math.max(this.last + 1, this.totp.counter());
    return this.at(this.last);
  }

  /** What it showed so many steps ago; negative for what it will show. */
  ago(steps: number): string {
    return this.at(this.totp.counter() - steps);
  }

  private at(step: number): string {
    return this.totp.generate({ timestamp: step * 30_000 });
  }
}

export interface Protected {
  app: Authenticator;
  recoveryCodes: string[];
}

/** An app that was told somebody's secret; their second factor is not on yet. */
export async function anAuthenticator(service: HttpClient, user: SignedInUser): Promise<Authenticator> {
  return new Authenticator((await service.post('/users/me/second-factor', { password: user.password }, { as: user })).as(issuedSecret).secret);
}

const known = new WeakMap<SignedInUser, Promise<Protected>>();

/** Turns somebody's second factor on, unless it was turned on by this already. */
export async function protect(service: HttpClient, user: SignedInUser): Promise<Protected> {
  const turnedOn = known.get(user) ?? turnOn(service, user);
  known.set(user, turnedOn);
  return turnedOn;
}

async function turnOn(service: HttpClient, user: SignedInUser): Promise<Protected> {
  const app = await anAuthenticator(service, user);
  return { app, ...(await service.request('PUT', '/users/me/second-factor', { code: app.next() }, { as: user })).as(recoveryCodes) };
}
