import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { User } from '../../users/user.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRenewal } from './password-renewal.js';

/** Whether a password is somebody's. */
@Injectable()
export class PasswordCheck {
  private readonly nobodysHash: Promise<string>;

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly renewal: PasswordRenewal,
  ) {
    this.nobodysHash = hasher.hash(randomUUID());
  }

  /** Takes as long for nobody, whose no password is. @throws TooBusy; CallerGone before its turn */
  async matches(user: Pick<User, 'id' | 'passwordHash'> | null, password: string, signal: AbortSignal): Promise<boolean> {
    const matches = await this.hasher.verify(password, user?.passwordHash ?? (await this.nobodysHash), signal);
    if (!user || !matches) return false;
    this.renewal.begin(user, password);
    return true;
  }
}
