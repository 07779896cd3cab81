import type { Socket } from 'node:net';

const endOfLine = Buffer.from('\r\n');
const endOfMail = Buffer.from('\r\n.\r\n');
const greeting = '220 sink ESMTP\r\n';
const extensions = '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n';

/** One sender's connection: as much of SMTP (RFC 5321 and 2920) as any client needs to deliver mail, and no more. */
export class SmtpConversation {
  private recipients: string[] = [];
  private inMail = false;
  /** The line break before the mail counts for a dot on its first line. */
  private pending: Buffer = Buffer.alloc(0);

  constructor(
    private readonly socket: Socket,
    private readonly onMail: (recipients: string[], mail: Buffer) => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => { this.read(chunk); });
    socket.on('error', () => undefined);
    socket.write(greeting);
  }

  /** Takes all that came and answers all of it at once. */
  private read(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    let answers = '';
    for (;;) {
      const mark = this.inMail ? endOfMail : endOfLine;
      const end = this.pending.indexOf(mark);
      if (end === -1) break;
      const part = this.pending.subarray(0, end);
      this.pending = this.pending.subarray(end + mark.length);
      answers += this.inMail ? this.mail(part) : this.command(part.toString());
    }
    if (answers !== '') this.socket.write(answers);
  }

  private mail(mail: Buffer): string {
    this.onMail(this.recipients, mail);
    this.recipients = [];
    this.inMail = false;
    return '250 taken\r\n';
  }

  private command(line: string): string {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return extensions;
      case 'RCPT':
        this.recipients.push(/<(.*?)>/.exec(line)?.[1] ?? '');
        return '250 ok\r\n';
      case 'DATA':
        this.inMail = true;
        this.pending = Buffer.concat([endOfLine, this.pending]);
        return '354 go on\r\n';
      case 'MAIL':
      case 'RSET':
        this.recipients = [];
        return '250 ok\r\n';
      case 'HELO':
      case 'NOOP':
        return '250 ok\r\n';
      case 'QUIT':
        this.socket.end('221 bye\r\n');
        return '';
      default:
        return '502 not here\r\n';
    }
  }
}
