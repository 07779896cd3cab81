import { Module } from '@nestjs/common';
import { SecretModule } from '../secret/secret.module.js';
import { IdempotencyKeys } from './idempotency-keys.js';

@Module({ imports: [SecretModule], providers: [IdempotencyKeys], exports: [IdempotencyKeys] })
export class IdempotencyModule {}
