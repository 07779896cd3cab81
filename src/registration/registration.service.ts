import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../auth/passwords/password-hasher.js';
import { checkNewPassword } from '../auth/passwords/password-rules.js';
import type { Caller } from '../platform/http/routes/caller.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { IdempotencyKeys } from '../platform/idempotency/idempotency-keys.js';
import { Outbox } from '../platform/queue/outbox.js';
import { UsersService } from '../users/users.service.js';
import type { Registered, Registration } from './registration.schemas.js';

/** Makes accounts. The account and the promise of its welcome mail are one commit. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly idempotency: IdempotencyKeys,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly outbox: Outbox,
  ) {}

  /** @throws ValidationFailed for a password that is easily guessed; EmailTaken; TooBusy; CallerGone while it waits; what {@link IdempotencyKeys} throws */
  async register(body: Registration, { traceparent, idempotencyKey: key }: RequestContext, { signal }: Pick<Caller, 'signal'>): Promise<Registered> {
    const { email, displayName } = body;
    await checkNewPassword(body.password, { email, displayName });
    const passwordHash = await this.hasher.hash(body.password, signal);
    return this.idempotency.once({ operation: 'register', userId: null, key, body }, async (tx) => {
      const { id } = await this.users.add(tx, { email, displayName, passwordHash });
      await this.outbox.add(tx, 'welcome-email', { userId: id }, traceparent);
      return { message: 'User registered', userId: id };
    });
  }
}
