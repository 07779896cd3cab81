import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KnownClients } from '../auth/known-clients.js';
import { Mails } from './mails.js';

/** Tells people that somebody has signed in to their account from somewhere new. */
@Injectable()
export class SignInMails implements OnModuleInit {
  constructor(
    private readonly mails: Mails,
    private readonly clients: KnownClients,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.mails.about('sign-in', async ({ clientId }) => {
      const known = await this.clients.find(clientId);
      if (!known) return undefined;
      const { email, displayName, client, firstSeenAt } = known;
      return { to: email, subject: 'A new sign-in to your account', values: { displayName, client: client ?? 'one that does not say what it is', at: firstSeenAt.toUTCString() } };
    });
  }
}
