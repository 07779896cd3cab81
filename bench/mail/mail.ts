import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Findings } from '../part.js';
import { Services } from '../processes/services.js';
import { medianBy } from '../statistics.js';
import { type Measurement, type Result, charts, report } from './report.js';
import { type Senders, domain, startBarePools, startWorkers } from './senders.js';
import { Sink, compareDelivery } from './sink.js';

const giveUpAfterSeconds = 180;
/** Milliseconds for a mail that comes once too often. */
const grace = 300;

/** Mails per second of worker processes that find a backlog, against as many bare pools of nodemailer. */
export async function mail(bench: Bench): Promise<Findings> {
  const { options, folder, atEnd } = bench;
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const sink = await Sink.start(folder);
  atEnd(async () => sink.stop());

  const results: Result[] = [];
  for (const processes of options.workers) {
    const world = { bench, services, sink };
    const both = { limit: await startBarePools(world, processes), ours: await startWorkers(world, processes) };
    const stop = async () => {
      await Promise.all([...both.limit.children, ...both.ours.children].map(async (child) => child.stop()));
    };
    atEnd(stop);
    results.push({ processes, ...(await compare(bench, processes, both, sink)) });
    await stop();
  }
  return { page: report(results, options), charts: charts(results) };
}

/** The two in turn, so that a machine that slows down slows both. The first round warms up and does not count. */
async function compare({ options, say }: Bench, processes: number, both: { limit: Senders; ours: Senders }, sink: Sink): Promise<Omit<Result, 'processes'>> {
  const measured = { limit: [] as Measurement[], ours: [] as Measurement[] };
  for (let round = 0; round <= options.rounds; round++) {
    const limit = await measure(both.limit, `limit-${processes}-${round}`, options.mails, sink);
    const ours = await measure(both.ours, `ours-${processes}-${round}`, options.mails, sink);
    say(
      `${processes} worker(s): ${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}, ${Math.round(limit.mailsPerSecond)} and ${Math.round(ours.mailsPerSecond)} mails/s`,
    );
    if (round === 0) continue;
    measured.limit.push(limit);
    measured.ours.push(ours);
  }
  const median = (all: Measurement[]) => medianBy(all, ({ mailsPerSecond }) => mailsPerSecond);
  return { limit: median(measured.limit), ours: median(measured.ours) };
}

/** @throws when a mail was lost or came twice */
async function measure(senders: Senders, prefix: string, count: number, sink: Sink): Promise<Measurement> {
  const cpu = async () => {
    const each = await Promise.all(senders.children.map(async (child) => child.cpu()));
    return { senders: each.reduce((sum, one) => sum + one, 0), sink: await sink.cpu() };
  };
  const before = await cpu();
  const promised = await senders.send(prefix, count);
  await sink.arrived(count, giveUpAfterSeconds);
  await senders.settle();
  const after = await cpu();
  await sleep(grace);
  const expected = new Map(promised.map(({ id, email }) => [email, `<${id}@${domain}>`]));
  const { duration, lost, duplicated } = compareDelivery(expected, await sink.collect());
  if (lost > 0 || duplicated > 0) throw new Error(`${prefix}: ${lost} of ${count} mails were lost and ${duplicated} came twice.`);
  return {
    mailsPerSecond: ((count - 1) * 1000) / duration,
    cpuPerMail: (after.senders - before.senders) / count,
    sinkCpuPerMail: (after.sink - before.sink) / count,
  };
}
