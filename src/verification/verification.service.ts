import { HttpStatus, Injectable, type OnModuleInit } from '@nestjs/common';
import { HtmlPage, asksForHtml, loadHtmlPage } from '../platform/html/html-page.js';
import { LinkInvalid } from './verification.errors.js';
import { VerificationLinks } from './verification-links.js';
import type { Verified } from './verification.schemas.js';

interface Answer {
  status: HttpStatus;
  body: Verified | HtmlPage;
}

type State = 'asked' | 'verified' | 'invalid';

/** What following the link in a mail does: a program is answered at once, a person is asked on a page first. */
@Injectable()
export class VerificationService implements OnModuleInit {
  private page: (values: { title: string } & Partial<Record<State, boolean>>) => HtmlPage = () => new HtmlPage('', []);

  constructor(private readonly links: VerificationLinks) {}

  async onModuleInit(): Promise<void> {
    this.page = await loadHtmlPage(new URL('./verification.html', import.meta.url));
  }

  /**
   * Mail scanners follow links as browsers do, and must not use them up: who asks for a page only gets its button.
   * @throws LinkInvalid to a program
   */
  async follow(token: string, accept: string | undefined): Promise<Answer> {
    if (!asksForHtml(accept)) return this.confirm(token, accept);
    return this.show((await this.links.isGood(token)) ? 'asked' : 'invalid');
  }

  /** @throws LinkInvalid to a program */
  async confirm(token: string, accept: string | undefined): Promise<Answer> {
    try {
      await this.links.redeem(token);
    } catch (error) {
      if (error instanceof LinkInvalid && asksForHtml(accept)) return this.show('invalid');
      throw error;
    }
    return asksForHtml(accept) ? this.show('verified') : { status: HttpStatus.OK, body: { message: 'Email address verified' } };
  }

  private show(state: State): Answer {
    return { status: state === 'invalid' ? HttpStatus.BAD_REQUEST : HttpStatus.OK, body: this.page({ title: 'Confirm your address', [state]: true }) };
  }
}
