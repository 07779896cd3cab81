import { createTransport } from 'nodemailer';
import { answer } from '../processes/answers.js';

/** The limit: nodemailer's own pool, given messages that are rendered already; no queue, no database, no log. */
const { SMTP_URL, EMAIL_CONCURRENCY } = process.env;
const connections = Number(EMAIL_CONCURRENCY);
const transport = createTransport({ url: SMTP_URL, pool: true, maxConnections: connections });

interface Message {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: Record<string, string>;
}

let messages: Message[] = [];

answer({
  prepare: (prepared: Message[]) => {
    messages = prepared;
  },
  send: async () => {
    await Promise.all(messages.map(async (message) => transport.sendMail(message)));
  },
});
process.send?.('ready');
