import type { Bench, Findings } from '../part.js';
import { broadcast } from './broadcast.js';
import { charts } from './charts.js';
import { clientsWithin } from './files.js';
import { idle } from './idle.js';
import { messages } from './messages.js';
import { recovery } from './recovery.js';
import { report } from './report.js';
import { slowReaders } from './slow-readers.js';
import { startWorld } from './servers.js';

/** What sockets take: to talk, to be there, and to be told, beside bare servers in the same minutes. */
export async function realtime(bench: Bench): Promise<Findings> {
  const { options, say } = bench;
  const clients = clientsWithin(options.clients);
  if (clients < options.clients) say(`The limit of open files allows ${clients} clients.`);
  const world = await startWorld(bench);
  const found = {
    messages: await messages(bench, world),
    slowReaders: await slowReaders(bench, world),
    recoveries: await recovery(bench, world),
    idle: await idle(bench, world, clients),
    broadcasts: await broadcast(bench, world, clients),
  };
  return { page: report(found, options), charts: charts(found) };
}
