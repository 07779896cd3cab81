import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AccountMail } from '../contracts/jobs.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Mailer } from '../platform/mail/mailer.js';
import { type JobContext, JobHandlers } from '../platform/queue/job-handlers.js';
import { type Rendered, type Values, loadTemplate } from './mail-template.js';

/** Mails in hand for each SMTP connection: while some are being read and recorded, others keep the connections busy. */
const mailsPerConnection = 4;

type Kind = AccountMail['mail'];
type About<Name extends Kind> = Extract<AccountMail, { mail: Name }>;
type Compose<Subject> = (subject: Subject, attempt: number) => Promise<Letter | undefined>;
type Write = (mail: AccountMail, context: JobContext) => Promise<void>;

/** To whom a mail goes, and what its template is filled in with. */
export interface Letter {
  to: string;
  subject: string;
  values: object;
}

/** Sends the mails of the `email` queue. Composing one gives undefined when there is nobody to write to any more. */
@Injectable()
export class Mails implements OnModuleInit {
  private readonly base: string;
  private readonly writers = new Map<Kind, Write>();

  constructor(
    private readonly handlers: JobHandlers,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.base = config.PUBLIC_URL.replace(/\/$/, '');
  }

  onModuleInit(): void {
    // Bull gives a job of a queue to any that waits for one: the welcome's concurrency is there for all of them.
    this.handlers.handle('account-email', 1, async (mail, context) => this.writers.get(mail.mail)?.(mail, context));
  }

  async welcome(compose: Compose<number>): Promise<void> {
    const render = await loadTemplate('welcome-email');
    this.handlers.handle('welcome-email', mailsPerConnection * this.config.EMAIL_CONCURRENCY, async ({ userId }, context) =>
      this.send(await compose(userId, context.attempt), render, context),
    );
  }

  async about<Name extends Kind>(name: Name, compose: Compose<About<Name>>): Promise<void> {
    const render = await loadTemplate(`${name}-email`);
    this.writers.set(name, async (mail, context) => this.send(await compose(mail as About<Name>, context.attempt), render, context));
  }

  /** The address of a page of ours. */
  link(path: string): string {
    return `${this.base}${path}`;
  }

  private async send(letter: Letter | undefined, render: (values: Values<object>) => Rendered, { id, traceparent, confirm }: JobContext): Promise<void> {
    if (!letter) return;
    const { to, subject, values } = letter;
    await this.mailer.send({ to, subject, ...render({ subject, ...values }), id, traceparent }, confirm);
  }
}
