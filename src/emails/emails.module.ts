import { Module } from '@nestjs/common';
import { MailModule } from '../platform/mail/mail.module.js';
import { VerificationLinksModule } from '../verification/verification-links.module.js';
import { WelcomeEmailProcessor } from './welcome-email.processor.js';

/** The worker's side: every mail the service sends. */
@Module({ imports: [MailModule, VerificationLinksModule], providers: [WelcomeEmailProcessor] })
export class EmailsModule {}
