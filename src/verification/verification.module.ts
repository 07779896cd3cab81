import { Module } from '@nestjs/common';
import { VerificationController } from './verification.controller.js';
import { VerificationLinksModule } from './verification-links.module.js';
import { VerificationService } from './verification.service.js';

@Module({ imports: [VerificationLinksModule], controllers: [VerificationController], providers: [VerificationService] })
export class VerificationModule {}
