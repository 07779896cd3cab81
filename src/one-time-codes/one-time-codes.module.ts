import { Module } from '@nestjs/common';
import { DatabaseModule } from '../platform/database/database.module.js';
import { SecretModule } from '../platform/secret/secret.module.js';
import { OneTimeCodes } from './one-time-codes.js';

@Module({ imports: [DatabaseModule, SecretModule], providers: [OneTimeCodes], exports: [OneTimeCodes] })
export class OneTimeCodesModule {}
