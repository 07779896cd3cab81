import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../auth/password-hasher.js';
import type { RequestContext } from '../platform/http/request-context.js';
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

  /** @throws EmailTaken; TooBusy; what {@link IdempotencyKeys} throws */
  async register(body: Registration, { traceparent, idempotencyKey: key }: RequestContext): Promise<Registered> {
    const { email, displayName } = body;
    const passwordHash = await this.hasher.hash(body.password);
    return this.idempotency.once({ operation: 'register', userId: null, key, body }, async (tx) => {
      const { id } = await this.users.add(tx, { email, displayName, passwordHash });
      await this.outbox.add(tx, 'welcome-email', { userId: id }, traceparent);
      return { message: 'User registered', userId: id };
    });
  }
}
