import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AddressChanges, changeHours } from '../address-change/address-changes.js';
import { type Invitation, VerificationLinks, linkHours } from '../verification/verification-links.js';
import { type Letter, Mails } from './mails.js';

/** The mails about whose address it is. */
@Injectable()
export class AddressMails implements OnModuleInit {
  constructor(
    private readonly mails: Mails,
    private readonly links: VerificationLinks,
    private readonly changes: AddressChanges,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.mails.welcome(async (userId, attempt) => this.invitation('Welcome to Isobar', await this.links.invite(userId, attempt)));
    await this.mails.about('verification', async ({ userId }, attempt) =>
      userId === null ? undefined : this.invitation('Confirm your address', await this.links.inviteAgain(userId, attempt)),
    );
    await this.mails.about('address-link', async ({ changeId }) => {
      const change = await this.changes.invite(changeId);
      return (
        change && {
          to: change.newEmail,
          subject: 'Confirm your new address',
          values: { hours: changeHours, url: this.mails.link(`/verify-email/${change.token}`) },
        }
      );
    });
    await this.mails.about('address-asked', async ({ changeId }) => {
      const change = await this.changes.find(changeId);
      return change && { to: change.oldEmail, subject: 'Another address was asked for', values: change };
    });
    await this.mails.about('address-changed', async ({ changeId, to }) => {
      const change = await this.changes.find(changeId);
      return (
        change && { to: to === 'old' ? change.oldEmail : change.newEmail, subject: 'Your address was changed', values: { ...change, isNew: to === 'new' } }
      );
    });
  }

  private invitation(subject: string, invited: Invitation | undefined): Letter | undefined {
    return (
      invited && { to: invited.email, subject, values: { displayName: invited.displayName, linkHours, url: this.mails.link(`/verify-email/${invited.token}`) } }
    );
  }
}
