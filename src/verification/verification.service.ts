import { HttpStatus, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { AddressChanges } from '../address-change/address-changes.js';
import { HtmlPage, asksForHtml, loadHtmlPage } from '../platform/html/html-page.js';
import type { RequestContext } from '../platform/http/routes/request-context.js';
import { Outbox } from '../platform/queue/outbox.js';
import { EmailTaken } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import { LinkInvalid } from './verification.errors.js';
import { VerificationLinks } from './verification-links.js';
import type { VerificationPromised, Verified } from './verification.schemas.js';

interface Answer {
  status: HttpStatus;
  body: Verified | HtmlPage;
}

type State = 'asked' | 'verified' | 'invalid' | 'taken';

const statuses: Record<State, HttpStatus> = { asked: HttpStatus.OK, verified: HttpStatus.OK, invalid: HttpStatus.BAD_REQUEST, taken: HttpStatus.CONFLICT };

const verified: Answer = { status: HttpStatus.OK, body: { message: 'Email address verified' } };

/** What following the link in a mail does: a program is answered at once, a person is asked on a page first. */
@Injectable()
export class VerificationService implements OnModuleInit {
  private page: (values: { title: string } & Partial<Record<State, boolean>>) => HtmlPage = () => new HtmlPage('', []);

  constructor(
    private readonly links: VerificationLinks,
    private readonly changes: AddressChanges,
    private readonly users: UsersService,
    private readonly outbox: Outbox,
    private readonly dataSource: DataSource,
  ) {}

  async onModuleInit(): Promise<void> {
    this.page = await loadHtmlPage(new URL('./verification.html', import.meta.url));
  }

  /** Promises another mail. It does the same for an address that nobody has, so that it takes as long: the worker finds that there is nobody to write to. */
  async resend(email: string, traceparent: string): Promise<VerificationPromised> {
    await this.outbox.add(this.dataSource.manager, 'account-email', { mail: 'verification', userId: await this.users.idOf(email) }, traceparent);
    return { message: 'If this address needs to be verified, a mail is on its way' };
  }

  /**
   * Mail scanners follow links as browsers do, and must not use them up: who asks for a page only gets its button, and HEAD, which Express
   * hands to GET's handler, only looks.
   * @throws LinkInvalid, EmailTaken to a program
   */
  async follow(token: string, { method, headers: { accept } }: Pick<Request, 'method' | 'headers'>, context: RequestContext): Promise<Answer> {
    if (!asksForHtml(accept)) return method === 'HEAD' ? this.look(token) : this.confirm(token, accept, context);
    return this.show((await this.isGood(token)) ? 'asked' : 'invalid');
  }

  /** @throws LinkInvalid, EmailTaken to a program */
  async confirm(token: string, accept: string | undefined, { requestId, traceparent }: RequestContext): Promise<Answer> {
    try {
      if (!(await this.changes.redeem(token, requestId, traceparent))) await this.links.redeem(token);
    } catch (error) {
      if (error instanceof LinkInvalid && asksForHtml(accept)) return this.show('invalid');
      if (error instanceof EmailTaken && asksForHtml(accept)) return this.show('taken');
      throw error;
    }
    return asksForHtml(accept) ? this.show('verified') : verified;
  }

  /** What {@link confirm} would answer a program now. */
  private async look(token: string): Promise<Answer> {
    if (!(await this.isGood(token))) throw new LinkInvalid();
    return verified;
  }

  private async isGood(token: string): Promise<boolean> {
    return (await this.links.isGood(token)) || (await this.changes.isGood(token));
  }

  private show(state: State): Answer {
    return { status: statuses[state], body: this.page({ title: 'Confirm your address', [state]: true }) };
  }
}
