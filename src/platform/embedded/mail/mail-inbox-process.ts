import { MailDev } from 'maildev';
import { loopback } from '../free-port.js';

/** The mail inbox as a process of its own: `node mail-inbox-process.js <smtp port> <page port> <folder> …`, started by mail-inbox.ts. */
const keptMails = 1000;

const [, , smtpPort, pagePort, mailDirectory = ''] = process.argv;

const inbox = new MailDev({
  smtp: Number(smtpPort),
  ip: loopback,
  web: Number(pagePort),
  webIp: loopback,
  mailDirectory,
  maxEmails: keptMails,
  mcp: false,
  silent: true,
});

// What was accepted is on the disk, and an open page would keep an orderly close waiting.
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

await inbox.start();
process.send?.('ready');
