import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Milliseconds at most from taking a mail to saying so, which no real server does at once: long enough to be killed in. */
const slowestAnswer = 30;

export type Mood = 'take' | 'later' | 'hang' | 'drop';

interface Receipt {
  messageIds: Set<string>;
  count: number;
  at: number;
}

/** A mail server that counts what arrives, by recipient and Message-ID, and can be in a bad mood. Addresses that begin with `refused` it never takes. */
export class MailSink {
  mood: Mood = 'take';
  readonly receipts = new Map<string, Receipt>();
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => {
        if (address.startsWith('refused')) done(smtpError(550, 'no such mailbox'));
        else if (this.mood === 'later') done(smtpError(451, 'try later'));
        else if (this.mood !== 'hang') done();
      },
      onData: (stream, session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          // Dropped after the final dot, before the answer: the sender cannot know what became of the mail. Here it did not arrive.
          if (this.mood === 'drop') {
            this.cutOff(session.id);
            return;
          }
          const id = /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? 'none';
          for (const { address } of session.envelope.rcptTo) this.note(address, id);
          setTimeout(done, Math.random() * slowestAnswer);
        });
      },
    });
    this.server.on('error', () => undefined);
  }

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    const listening = sink.server.listen(0, '127.0.0.1');
    if (!listening.listening) await once(listening, 'listening');
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => { this.server.close(resolve); });
  }

  private cutOff(sessionId: string): void {
    for (const { session, _socket } of this.server.connections as Set<{ session: { id: string }; _socket: Socket }>) {
      if (session.id === sessionId) _socket.destroy();
    }
  }

  private note(address: string, messageId: string): void {
    const receipt = this.receipts.get(address) ?? { messageIds: new Set(), count: 0, at: performance.now() };
    receipt.messageIds.add(messageId);
    receipt.count += 1;
    this.receipts.set(address, receipt);
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
