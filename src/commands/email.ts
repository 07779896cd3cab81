import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { loadConfig } from '../platform/config/config.js';
import { connect } from '../platform/database/connect.js';
import { databaseOptions } from '../platform/database/options.js';
import { boot } from '../platform/process/boot.js';
import { readCommandLine, refuseCommandLine } from '../platform/process/command-line.js';
import { commandEnvironment } from './command-environment.js';

const usage = `Usage: npm run email -- status | retry <id> | discard <id> | replay-dead
status       how many mails wait, run, are done and are parked; and the parked ones with their reason
retry        offers a parked mail again
discard      deletes a parked mail: it will not be sent
replay-dead  offers every parked mail again\n`;

const unpark = `UPDATE outbox SET parked_at = NULL, offer_at = now() WHERE parked_at IS NOT NULL AND completed_at IS NULL AND job LIKE '%-email'`;

/** `npm run email`. */
boot(async () => {
  const { positionals } = readCommandLine(usage, { allowPositionals: true });
  const [action = '', id] = positionals;
  const needsId = action === 'retry' || action === 'discard';
  if (!['status', 'retry', 'discard', 'replay-dead'].includes(action)) refuseCommandLine(usage, action === '' ? undefined : `It cannot ${action}`);
  if (positionals.length > (needsId ? 2 : 1)) refuseCommandLine(usage, `${action} takes ${needsId ? 'one id' : 'nothing further'}`);
  if (needsId && !z.uuid().safeParse(id).success) refuseCommandLine(usage, `${action} needs the id of a parked mail, as status shows it`);
  const config = loadConfig(await commandEnvironment(), ['REDIS_URL', 'JWT_SECRET']);
  const dataSource = await connect({ ...databaseOptions(config, 'isobar email'), poolSize: 1, extra: {} });
  try {
    if (action === 'status') await status(dataSource);
    else if (action === 'replay-dead') await changed(dataSource, 'offered again', unpark, []);
    else if (action === 'retry') await changed(dataSource, 'offered again', `${unpark} AND id = $1`, [id]);
    else await changed(dataSource, 'discarded', `DELETE FROM outbox WHERE parked_at IS NOT NULL AND job LIKE '%-email' AND id = $1`, [id]);
  } finally {
    await dataSource.destroy();
  }
});

async function status(dataSource: DataSource): Promise<void> {
  const [counts] = await dataSource.query<Record<string, number | string | null>[]>(
    `SELECT count(*) FILTER (WHERE completed_at IS NULL AND parked_at IS NULL AND offers = 0) AS waiting,
            count(*) FILTER (WHERE completed_at IS NULL AND parked_at IS NULL AND offers > 0) AS queued,
            count(*) FILTER (WHERE completed_at IS NULL AND parked_at IS NULL AND last_error IS NOT NULL) AS "of these failing",
            count(*) FILTER (WHERE completed_at IS NOT NULL) AS "sent in the last 7 days",
            count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked,
            extract(epoch FROM now() - min(created_at) FILTER (WHERE completed_at IS NULL AND parked_at IS NULL))::int AS "oldest unsent, seconds"
     FROM outbox WHERE job LIKE '%-email'`,
  );
  console.table(counts);
  const parked = await dataSource.query<{ id: string }[]>(
    `SELECT id, job, attempts, parked_at AS "parkedAt", last_error AS reason FROM outbox WHERE parked_at IS NOT NULL AND job LIKE '%-email' ORDER BY parked_at DESC LIMIT 50`,
  );
  if (parked.length > 0) console.table(parked);
}

async function changed(dataSource: DataSource, what: string, statement: string, values: unknown[]): Promise<void> {
  const [, count] = await dataSource.query<[unknown, number]>(statement, values);
  if (count > 0) process.stdout.write(`${count} ${count === 1 ? 'mail' : 'mails'} ${what}.\n`);
  else if (values.length === 0) process.stdout.write('No mail is parked: there is nothing to do.\n');
  else {
    process.stderr.write('No parked mail has this id; npm run email -- status lists those that are.\n');
    process.exitCode = 1;
  }
}
