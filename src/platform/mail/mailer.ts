import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Transporter, createTransport } from 'nodemailer';
import { CONFIG, type Config } from '../config/config.js';

/** Milliseconds for each step of an SMTP conversation. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
const messagesPerConnection = 100;

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Stable across retries: the same mail sent twice carries the same Message-ID. */
  id: string;
}

/** Sends mail over a pool of SMTP connections. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.domain = /@([^\s<>@]+)>?$/.exec(config.MAIL_FROM)?.[1] ?? 'localhost';
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      maxConnections: Math.min(config.EMAIL_CONCURRENCY, 10),
      maxMessages: messagesPerConnection,
      ...timeouts,
    });
  }

  /** Resolves once the server has taken the mail. @throws what nodemailer throws; `responseCode` is SMTP's */
  async send({ to, subject, text, html, id }: Mail): Promise<void> {
    await this.transport.sendMail({
      from: this.config.MAIL_FROM,
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${this.domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
