import type { Bench, Findings } from '../part.js';
import { inEachState } from './redis-states.js';
import { type ByHash, charts, report } from './report.js';
import { hashes, startService, startSurroundings } from './service.js';
import { toTheMail } from './to-the-mail.js';

/** Of the peak, for the rounds with and without Redis: moderate, so that no line forms. */
const moderate = 0.4;

/** How long a registration takes to its answer and to its mail, and whether Redis matters to it. */
export async function registration(bench: Bench): Promise<Findings> {
  const surroundings = await startSurroundings(bench);
  const byHash: ByHash[] = [];
  for (const [hash, environment] of Object.entries(hashes)) {
    const service = await startService(bench, surroundings, environment);
    byHash.push({ hash, ...(await toTheMail(bench, hash, service)) });
    await service.stop();
  }
  const { peak } = byHash.at(-1)!;
  const rate = Math.max(1, Math.floor(peak * moderate));
  const service = await startService(bench, surroundings, Object.values(hashes).at(-1)!);
  await service.people.atRate(rate, bench.options.state);
  await service.settle();
  const states = await inEachState(bench, rate, service);
  return { page: report(byHash, { rate, states }, bench.options), charts: charts(byHash, states) };
}
