import { verdict } from '../scenario.js';
import type { MailOutcome } from './judge.js';

const cells: [title: string, cell: (outcome: MailOutcome) => string][] = [
  ['scenario', ({ scenario }) => scenario],
  ['blows', ({ blows }) => String(blows)],
  ['users', ({ users }) => String(users)],
  ['lost', ({ lost }) => String(lost)],
  ['twice', ({ duplicated }) => String(duplicated)],
  ['new ID', ({ renamed }) => String(renamed)],
  ['parked', ({ parked }) => String(parked)],
  ['503', ({ unavailable }) => String(unavailable)],
  ['cut', ({ cut }) => String(cut)],
  ['409', ({ conflicts }) => String(conflicts)],
  ['slowest', ({ slowest }) => `${slowest.toFixed(1)} s`],
  ['settled', ({ settled }) => `${settled.toFixed(1)} s`],
  ['verdict', ({ faults }) => verdict(faults)],
];

export const columns = cells.map(([title]) => title);
export const row = (outcome: MailOutcome) => cells.map(([, cell]) => cell(outcome));

/** What the columns mean. */
export const legend = [
  '- **users**: people in the database at the end. **lost**: of them, and of all who were told 201, those without a mail.',
  '- **twice**: mails sent more than once, which only a worker killed between sending and recording may do. **new ID**: of these, with another Message-ID.',
  '- **parked**: rows set aside with their reason. **503**: answers while PostgreSQL was away. **cut**: requests that broke off without an answer.',
  '- **409**: repeated requests that were told that their own account was taken. Clients repeat what was cut or 503 under the same Idempotency-Key.',
  '- **slowest**: the longest from the answer to the mail. **settled**: from the last blow and the last registration until nothing was left to do.',
];
