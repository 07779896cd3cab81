import { barChart } from '../charts.js';
import { machine } from '../machine.js';
import type { Options } from '../options.js';
import { table } from '../table.js';
import { connections } from './senders.js';

const goal = 0.6;

export interface Measurement {
  mailsPerSecond: number;
  /** Microseconds of processor time, of all senders together and of the mail server. */
  cpuPerMail: number;
  sinkCpuPerMail: number;
}

export interface Result {
  processes: number;
  limit: Measurement;
  ours: Measurement;
}

/** The results as a Markdown table, with how they were found. */
export function report(results: Result[], { mails, rounds }: Options): string {
  const row = (name: string, { mailsPerSecond, cpuPerMail, sinkCpuPerMail }: Measurement, share: string) => [
    name, Math.round(mailsPerSecond), Math.round(cpuPerMail), Math.round(sinkCpuPerMail), `${Math.round((mailsPerSecond * sinkCpuPerMail) / 1e4)} %`, share,
  ];
  const rows = results.flatMap(({ processes, limit, ours }) => [
    [processes, ...row('nodemailer pool', limit, 'the limit')],
    ['', ...row('worker', ours, `**${(ours.mailsPerSecond / limit.mailsPerSecond).toFixed(2)}** (goal ${goal})`)],
  ]);
  return [
    table(['processes:', 'sender', 'mails/s:', 'CPU µs/mail:', 'sink CPU µs/mail:', 'sink busy:', 'of the limit'], rows),
    '',
    'The limit is as many processes with a bare pool of nodemailer each, which are given the rendered messages and compose them as it does by',
    'default; workers compose in their own way (docs/decisions/2026-11-22-mail-throughput.md). A worker finds users and promises committed at',
    'once in PostgreSQL, and relays, queues, reads, renders, sends and records each. Measured from the first mail',
    `to the last at the sink, ${connections} SMTP connections of each process, ${mails} mails a round, median of ${rounds} rounds in turn. No mail was lost`,
    'or came twice, by recipient and Message-ID; else there would be no table. PostgreSQL and Redis keep everything on disk as in production.',
    'The sink is a bare SMTP responder in a process of its own, as smtp-server takes about twice the time for a mail; `sink busy` is how much of',
    'one processor it used, 100 % would be its limit. Everything runs on the same machine:',
    machine(),
  ].join('\n');
}

export function charts(results: Result[]): Record<string, string> {
  const chart = barChart('Mails per second', results.map(({ processes }) => `${processes} process${processes === 1 ? '' : 'es'}`), [
    { name: 'nodemailer pool', data: results.map(({ limit }) => Math.round(limit.mailsPerSecond)) },
    { name: 'worker', data: results.map(({ ours }) => Math.round(ours.mailsPerSecond)) },
  ]);
  return { 'mail.svg': chart };
}
