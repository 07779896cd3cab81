import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Mailer } from '../platform/mail/mailer.js';
import { type JobContext, JobHandlers } from '../platform/queue/job-handlers.js';
import { VerificationLinks, linkHours } from '../verification/verification-links.js';
import { loadTemplate } from './mail-template.js';

/** Mails in hand for each SMTP connection: while some are being read and recorded, others keep the connections busy. */
const mailsPerConnection = 4;

/** Sends the welcome mail of a new account. */
@Injectable()
export class WelcomeEmailProcessor implements OnModuleInit {
  private readonly template = loadTemplate<{ displayName: string; verificationUrl: string; linkHours: number }>('welcome-email');

  constructor(
    private readonly handlers: JobHandlers,
    private readonly links: VerificationLinks,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.template;
    this.handlers.handle('welcome-email', mailsPerConnection * this.config.EMAIL_CONCURRENCY, async ({ userId }, context) => this.send(userId, context));
  }

  private async send(userId: number, { id, traceparent, confirm }: JobContext): Promise<void> {
    const invited = await this.links.invite(userId);
    if (!invited) return;
    const render = await this.template;
    const verificationUrl = `${this.config.PUBLIC_URL.replace(/\/$/, '')}/verify-email/${invited.token}`;
    const { text, html } = render({ displayName: invited.displayName, verificationUrl, linkHours });
    await this.mailer.send({ to: invited.email, subject: 'Welcome to Isobar', text, html, id, traceparent }, confirm);
  }
}
