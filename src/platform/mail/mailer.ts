import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { bulkhead } from 'cockatiel';
import { type Transporter, createTransport } from 'nodemailer';
import { CONFIG, type Config } from '../config/config.js';
import { withoutAddresses } from '../observability/logger.js';
import { PermanentFailure } from '../queue/permanent-failure.js';
import { type Mail, type Message, compose } from './message.js';

/** Milliseconds for each step of an SMTP conversation. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
const messagesPerConnection = 100;

/** Sends mail over a pool of SMTP connections. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter;
  private readonly domain: string;
  /** A place for each connection. Whoever waits does so here and not in the pool, which would send without asking again. */
  private readonly places;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.domain = /@([^\s<>@]+)>?$/.exec(config.MAIL_FROM)?.[1] ?? 'localhost';
    this.places = bulkhead(config.EMAIL_CONCURRENCY, Infinity);
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      maxConnections: config.EMAIL_CONCURRENCY,
      maxMessages: messagesPerConnection,
      ...timeouts,
    });
  }

  /**
   * Resolves once the server has taken the mail. `confirm` is called when it is about to be sent, and prevents that by throwing.
   * @throws what `confirm` throws; PermanentFailure when the server refuses this recipient or message for good; else what nodemailer throws
   */
  async send(mail: Mail, confirm: () => Promise<void>): Promise<void> {
    const message = compose(mail, { from: this.config.MAIL_FROM, domain: this.domain });
    await this.places.execute(async () => {
      await confirm();
      await this.deliver(message);
    });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async deliver(message: Message): Promise<void> {
    try {
      await this.transport.sendMail(message);
    } catch (error) {
      throw isRefusal(error) ? new PermanentFailure(`SMTP ${error.responseCode}: ${withoutAddresses(error.response ?? error.message)}`) : error;
    }
  }
}

type SmtpError = Error & { code?: string; command?: string; responseCode: number; response?: string };

/** A 5xx to the recipient or the message itself; one to the greeting, the sign-in or the sender is the server's or our own trouble, and may pass. */
function isRefusal(error: unknown): error is SmtpError {
  if (!(error instanceof Error)) return false;
  const { code, command, responseCode = 0 } = error as Partial<SmtpError>;
  return ((code === 'EENVELOPE' && command === 'RCPT TO') || code === 'EMESSAGE') && responseCode >= 500 && responseCode < 600;
}
