import { Module } from '@nestjs/common';
import { AddressChangesModule } from '../address-change/address-changes.module.js';
import { KnownClientsModule } from '../auth/sessions/known-clients.module.js';
import { ResetLinksModule } from '../password-reset/reset-links.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { VerificationLinksModule } from '../verification/verification-links.module.js';
import { AddressMails } from './address-mails.js';
import { Mails } from './mails.js';
import { PasswordMails } from './password-mails.js';
import { SignInMails } from './sign-in-mails.js';

/** The worker's side: every mail the service sends. */
@Module({
  imports: [MailModule, VerificationLinksModule, AddressChangesModule, ResetLinksModule, KnownClientsModule, UsersModule],
  providers: [Mails, AddressMails, PasswordMails, SignInMails],
})
export class EmailsModule {}
