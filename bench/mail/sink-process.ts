import { type AddressInfo, createServer } from 'node:net';
import { answer } from '../processes/answers.js';
import { now } from '../processes/clock.js';
import type { Arrival } from './sink.js';
import { SmtpConversation } from './smtp-conversation.js';

/** The mail server of the bench: takes every mail and notes when it came, to whom and under which Message-ID. */
let arrivals: Arrival[] = [];
let waiting: { count: number; resolve: () => void } | undefined;

function note(recipients: string[], mail: Buffer): void {
  const at = now();
  const head = mail.toString('latin1', 0, mail.indexOf('\r\n\r\n'));
  const messageId = /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '';
  for (const recipient of recipients) arrivals.push({ recipient, messageId, at });
  if (waiting && arrivals.length >= waiting.count) waiting.resolve();
}

const server = createServer((socket) => new SmtpConversation(socket, note));

answer({
  /** Ends when that many mails have come since the last `collect`. */
  arrived: async (count: number) => {
    if (arrivals.length < count) await new Promise<void>((resolve) => { waiting = { count, resolve }; });
    waiting = undefined;
  },
  collect: () => {
    const collected = arrivals;
    arrivals = [];
    return collected;
  },
});
server.listen(0, '127.0.0.1', () => process.send?.(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`));
