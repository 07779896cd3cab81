import { Injectable, type OnModuleInit } from '@nestjs/common';
import { resetPath } from '../password-reset/paths.js';
import { ResetLinks, resetMinutes } from '../password-reset/reset-links.js';
import { UsersService } from '../users/users.service.js';
import { Mails } from './mails.js';

/** The mails about passwords. */
@Injectable()
export class PasswordMails implements OnModuleInit {
  constructor(
    private readonly mails: Mails,
    private readonly links: ResetLinks,
    private readonly users: UsersService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.mails.about('password-reset', async ({ userId }, attempt) => {
      const invited = userId === null ? undefined : await this.links.invite(userId, attempt);
      return (
        invited && {
          to: invited.email,
          subject: 'Set a new password',
          values: { displayName: invited.displayName, minutes: resetMinutes, url: this.mails.link(`${resetPath}/${invited.token}`) },
        }
      );
    });
    await this.mails.about('password-changed', async ({ userId }) => {
      const user = await this.users.find(userId);
      return user ? { to: user.email, subject: 'Your password was changed', values: { displayName: user.displayName } } : undefined;
    });
  }
}
