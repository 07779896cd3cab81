import { Module } from '@nestjs/common';
import { DatabaseModule } from '../platform/database/database.module.js';
import { VerificationLinks } from './verification-links.js';

@Module({ imports: [DatabaseModule], providers: [VerificationLinks], exports: [VerificationLinks] })
export class VerificationLinksModule {}
