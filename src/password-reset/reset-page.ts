import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type CodedError, ValidationFailed } from '../contracts/errors.js';
import { HtmlPage, loadHtmlPage } from '../platform/html/html-page.js';

interface Values {
  asked?: boolean;
  done?: boolean;
  invalid?: boolean;
  /** Why the password was refused. */
  message?: string | undefined;
}

/** What a person sees who follows the link in the mail. */
@Injectable()
export class ResetPage implements OnModuleInit {
  private page: (values: Values & { title: string }) => HtmlPage = () => new HtmlPage('', []);

  async onModuleInit(): Promise<void> {
    this.page = await loadHtmlPage<Values>(new URL('./password-reset.html', import.meta.url));
  }

  form(): HtmlPage {
    return this.show({ asked: true });
  }

  thanks(): HtmlPage {
    return this.show({ done: true });
  }

  /** The form again, with what is wrong with the password; for a bad link how to get another. */
  refusal(error: CodedError): HtmlPage {
    return this.show(error instanceof ValidationFailed ? { asked: true, message: error.details.fields?.[0]?.message } : { invalid: true });
  }

  private show(values: Values): HtmlPage {
    return this.page({ title: 'Set your password', ...values });
  }
}
