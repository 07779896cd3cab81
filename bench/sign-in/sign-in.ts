import { availableParallelism } from 'node:os';
import { hashingThreads } from '../../src/auth/passwords/password-hasher.js';
import { environmentSchema } from '../../src/platform/config/schema.js';
import { freePort } from '../../src/platform/embedded/free-port.js';
import type { Bench, Findings } from '../part.js';
import { Child } from '../processes/child.js';
import { productOver } from '../processes/product.js';
import { Services } from '../processes/services.js';
import { People } from './people.js';
import { charts, medianOf, report } from './report.js';
import { type Round, measure } from './round.js';

/** People who sign in at once. */
const atOnce = 50;

/** How many sign-ins a second the whole service has against bare argon2, and what they do to whoever does something else meanwhile. */
export async function signIn(bench: Bench): Promise<Findings> {
  const { options, folder, say, atEnd } = bench;
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const operationsPort = await freePort(0);
  const { address, environment } = await productOver(services, { OPERATIONS_PORT: String(operationsPort) });
  const api = await Child.start('api', { script: '../src/main.js', folder, environment });
  atEnd(async () => api.stop());
  const { PASSWORD_HASH_MEMORY_KIB: memoryKib, PASSWORD_HASH_ITERATIONS: iterations } = environmentSchema.parse({});
  const argon2 = async (threads: number) => {
    const cost = { UV_THREADPOOL_SIZE: String(threads), MEMORY_KIB: String(memoryKib), ITERATIONS: String(iterations) };
    const child = await Child.start(`argon2-${threads}`, { script: 'sign-in/bare-argon2-process.js', folder, environment: cost });
    atEnd(async () => child.stop());
    return child;
  };
  const [bare, everyProcessor] = [await argon2(hashingThreads), await argon2(availableParallelism())];
  const people = new People(`http://${address}`);
  atEnd(async () => {
    people.leave();
    return Promise.resolve();
  });
  await people.register(atOnce);

  const rounds: Round[] = [];
  for (let round = 0; round <= options.rounds; round++) {
    const measured = await measure({ bare, everyProcessor, people, api, metrics: `http://127.0.0.1:${operationsPort}/metrics`, seconds: options.seconds });
    say(
      `${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}: argon2 ${measured.bare.toFixed(1)}/s, sign-ins ${measured.signIns.toFixed(1)}/s, lag p99 ${measured.hammered.lagMs.toFixed(1)} ms`,
    );
    if (round > 0) rounds.push(measured);
  }
  const settings = { threads: hashingThreads, memoryKib, iterations, seconds: options.seconds };
  return { page: report(medianOf(rounds), rounds, settings), charts: charts(medianOf(rounds)) };
}
