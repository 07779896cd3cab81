import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KnownClients } from '../auth/sessions/known-clients.js';
import { UsersService } from '../users/users.service.js';
import { Mails } from './mails.js';

/** Tells people that somebody has signed in to their account from somewhere new, and that it takes something else now. */
@Injectable()
export class SignInMails implements OnModuleInit {
  constructor(
    private readonly mails: Mails,
    private readonly clients: KnownClients,
    private readonly users: UsersService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.mails.about('sign-in', async ({ clientId }) => {
      const known = await this.clients.find(clientId);
      if (!known) return undefined;
      const { email, displayName, client, firstSeenAt } = known;
      return {
        to: email,
        subject: 'A new sign-in to your account',
        values: { displayName, client: client ?? 'an unknown client', at: firstSeenAt.toUTCString() },
      };
    });
    await this.mails.about('second-factor', async ({ userId, on }) => {
      const user = await this.users.find(userId);
      if (!user) return undefined;
      const what = on
        ? 'Signing in to your account now takes a code as well as your password.'
        : 'Signing in to your account now takes your password only: its second factor was turned off.';
      return { to: user.email, subject: `Your second factor was turned ${on ? 'on' : 'off'}`, values: { displayName: user.displayName, what } };
    });
  }
}
