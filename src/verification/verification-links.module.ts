import { Module } from '@nestjs/common';
import { VerificationLinks } from './verification-links.js';

@Module({ providers: [VerificationLinks], exports: [VerificationLinks] })
export class VerificationLinksModule {}
