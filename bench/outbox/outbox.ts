import type pg from 'pg';
import type { Bench, Findings } from '../part.js';
import { now } from '../processes/clock.js';
import { Services } from '../processes/services.js';
import { Times } from '../statistics.js';
import { type Product, openProduct } from './product.js';
import { type Measurement, charts, report } from './report.js';

/** Rows of one claim: as many as the relay takes. */
const batch = 200;
/** Claims at the beginning and at the end that are compared. */
const edge = 50;
const warmUp = 20;

/** What a claim and a registration cost while few or many rows wait. */
export async function outbox({ options, folder, say, atEnd }: Bench): Promise<Findings> {
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const product = await openProduct(services.postgresUrl);
  atEnd(async () => product.stop());

  const fillings = [
    ...options.rows.map((waiting) => ({ waiting, completed: 0 })),
    { waiting: Math.min(...options.rows), completed: Math.max(...options.rows) },
  ];
  const results: Measurement[] = [];
  for (const filling of fillings) {
    say(`${filling.waiting} rows wait, ${filling.completed} are completed: making them …`);
    await fill(services.database, filling);
    const measured = { ...filling, ...(await measure(product, services.database, options.claims)) };
    say(`claim p50 ${measured.claim.percentile(50).toFixed(1)} ms, registration p50 ${measured.registration.percentile(50).toFixed(1)} ms`);
    results.push(measured);
  }
  return { page: report(results, options, batch), charts: charts(results) };
}

async function fill(database: pg.Client, { waiting, completed }: { waiting: number; completed: number }): Promise<void> {
  await database.query('TRUNCATE outbox');
  const rows = `INSERT INTO outbox (id, job, payload, created_at, offer_at, completed_at)
                SELECT gen_random_uuid(), 'welcome-email', '{"userId": 1}', at, at, `;
  await database.query(`${rows} at FROM (SELECT now() - n * interval '1 second' AS at FROM generate_series(1, $1::int) n) past`, [completed]);
  await database.query(`${rows} NULL FROM (SELECT now() - n * interval '1 millisecond' AS at FROM generate_series(1, $1::int) n) past`, [waiting]);
  await database.query('VACUUM ANALYZE outbox');
  await database.query('CHECKPOINT');
}

/** Every claim is released at once, so that as many rows wait for the next; what it leaves behind is for VACUUM to clear. */
async function measure(product: Product, database: pg.Client, claims: number): Promise<Omit<Measurement, 'waiting' | 'completed'>> {
  const claim = async () => {
    const since = now();
    const ids = await product.claim(batch);
    const time = now() - since;
    if (ids.length !== batch) throw new Error(`A claim got ${ids.length} rows instead of ${batch}.`);
    await product.release(ids);
    return time;
  };
  const several = async (count: number, one: (n: number) => Promise<number>) => {
    const times: number[] = [];
    for (let n = 0; n < count; n++) times.push(await one(n));
    return times;
  };
  const register = async (n: number) => {
    const since = now();
    await product.register(`${String(since)}-${n}@bench.example`);
    return now() - since;
  };
  await several(warmUp, claim);
  const claimTimes = await several(claims, claim);
  await several(warmUp, register);
  const registration = Times.of(await several(claims, register));
  const plan = await product.explainClaim(batch);
  await database.query('VACUUM outbox');
  return {
    claim: Times.of(claimTimes),
    first: Times.of(claimTimes.slice(0, edge)),
    last: Times.of(claimTimes.slice(-edge)),
    afterVacuum: Times.of(await several(edge, claim)),
    registration,
    plan,
  };
}
