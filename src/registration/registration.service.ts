import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PasswordHasher } from '../auth/password-hasher.js';
import type { RequestContext } from '../platform/http/request-context.js';
import { Outbox } from '../platform/queue/outbox.js';
import { UsersService } from '../users/users.service.js';
import type { Registered, Registration } from './registration.schemas.js';

/** Makes accounts. The account and the promise of its welcome mail are one commit. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasher,
    private readonly outbox: Outbox,
  ) {}

  /** @throws EmailTaken; TooBusy */
  async register({ email, password, displayName }: Registration, { traceparent }: RequestContext): Promise<Registered> {
    const passwordHash = await this.hasher.hash(password);
    return this.dataSource.transaction(async (tx) => {
      const { id } = await this.users.add(tx, { email, displayName, passwordHash });
      await this.outbox.add(tx, 'welcome-email', { userId: id }, traceparent);
      return { message: 'User registered', userId: id };
    });
  }
}
