import { compareDelivery } from '../mail/sink.js';
import type { Bench } from '../part.js';
import { Times } from '../statistics.js';
import type { Registration } from './people.js';
import type { Service } from './service.js';

const warmUpSeconds = 3;
const peakConcurrency = 32;
const shareOfPeak = 0.8;
const giveUpAfterSeconds = 120;

export interface ToTheMail {
  /** Registrations per second. */
  peak: number;
  rate: number;
  /** From when the request was due to the 201, from there to the mail, and from the one end to the other. */
  answer: Times;
  afterAnswer: Times;
  whole: Times;
}

/** Finds how many registrations per second the service takes, then sends a steady share of that and follows each to its mail. */
export async function toTheMail({ options, say }: Bench, hash: string, service: Service): Promise<ToTheMail> {
  const { people, sink } = service;
  await people.asFastAsPossible(warmUpSeconds, peakConcurrency);
  const atPeak = await people.asFastAsPossible(options.load / 2, peakConcurrency);
  const peak = (atPeak.filter(({ status }) => status === 201).length * 1000) / (Math.max(...atPeak.map(({ answered }) => answered)) - atPeak[0]!.due);
  await service.settle();
  await sink.collect();

  const rate = Math.max(1, Math.floor(peak * shareOfPeak));
  say(`${hash}: ${Math.round(peak)} registrations/s at most, now ${rate}/s for ${options.load} s …`);
  const registrations = await people.atRate(rate, options.load);
  return { peak, rate, ...(await follow(registrations, service)) };
}

/** @throws when somebody was not registered, or a mail was lost or came twice */
async function follow(registrations: Registration[], { sink, settle }: Service): Promise<Pick<ToTheMail, 'answer' | 'afterAnswer' | 'whole'>> {
  const refused = registrations.filter(({ status }) => status !== 201);
  if (refused.length > 0) throw new Error(`${refused.length} of ${registrations.length} registrations failed, the first with ${refused[0]!.status}.`);
  await sink.arrived(registrations.length, giveUpAfterSeconds);
  await settle();
  const arrivals = await sink.collect();
  const messageIds = new Map(arrivals.map(({ recipient, messageId }) => [recipient, messageId]));
  const { lost, duplicated } = compareDelivery(new Map(registrations.map(({ email }) => [email, messageIds.get(email) ?? ''])), arrivals);
  if (lost > 0 || duplicated > 0) throw new Error(`${lost} of ${registrations.length} mails were lost and ${duplicated} came twice.`);
  const came = new Map(arrivals.map(({ recipient, at }) => [recipient, at]));
  return {
    answer: Times.of(registrations.map(({ due, answered }) => answered - due)),
    afterAnswer: Times.of(registrations.map(({ email, answered }) => Math.max(0, came.get(email)! - answered))),
    whole: Times.of(registrations.map(({ email, due }) => came.get(email)! - due)),
  };
}
