import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.js';

const host = '127.0.0.1';
const closeWithinMs = 50;
const slowMs = 2_000;

/** A real SMTP server in the test's own process that keeps what it gets. */
export class MailCatcher {
  readonly received: ParsedMail[] = [];
  /** `refuse` answers "try again later", `reject` "never", `distrust` never to us, `hang` never answers, `slow` accepts late. */
  mode: 'accept' | 'slow' | 'refuse' | 'reject' | 'distrust' | 'hang' = 'accept';
  /** Mails that were begun, also those refused. */
  attempts = 0;
  private server: SMTPServer | undefined;
  private port = 0;

  get url(): string {
    return `smtp://${host}:${this.port}`;
  }

  /** Listens; after a stop on the same port again. */
  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: closeWithinMs,
      logger: false,
      onMailFrom: (_address, _session, callback) => {
        this.attempts += 1;
        if (this.mode === 'accept') callback();
        else if (this.mode === 'slow') setTimeout(callback, slowMs);
        else if (this.mode === 'refuse') callback(Object.assign(new Error('try again later'), { responseCode: 451 }));
        else if (this.mode === 'distrust') callback(Object.assign(new Error('authentication required'), { responseCode: 530 }));
        else if (this.mode === 'reject') callback();
      },
      onRcptTo: ({ address }, _session, callback) => {
        if (this.mode === 'reject') callback(Object.assign(new Error(`no mailbox ${address} here`), { responseCode: 550 }));
        else callback();
      },
      onData: (stream, _session, callback) => {
        simpleParser(stream).then((mail) => {
          this.received.push(mail);
          callback();
        }, callback);
      },
    });
    server.on('error', () => undefined);
    const listening = server.listen(this.port, host);
    await once(listening, 'listening');
    this.port = (listening.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await new Promise<void>((resolve) => {
      if (server) server.close(resolve);
      else resolve();
    });
  }

  to(address: string): ParsedMail[] {
    return this.received.filter(({ to }) => [to].flat().some((list) => list?.value.some((entry) => entry.address === address)));
  }

  /** The first mail to this address, which comes within so many milliseconds. */
  async arrives(address: string, withinMs = 10_000): Promise<ParsedMail> {
    return eventually(() => {
      const [mail] = this.to(address);
      if (!mail) throw new Error(`no mail to ${address}`);
      return mail;
    }, withinMs);
  }
}
