import { randomUUID } from 'node:crypto';
import { AccessTokens } from '../../src/auth/tokens/access-token.js';
import type { Bench, Findings } from '../part.js';
import { Child } from '../processes/child.js';
import { productOver } from '../processes/product.js';
import { Services } from '../processes/services.js';
import { Askers } from './askers.js';
import { type Kind, type Round, charts, kinds, report } from './report.js';

const connections = 8;
/** More than the service remembers (access-token.ts): each is new to it when it comes again. */
const strangers = 25_000;

interface Question {
  api: Child;
  askers: Askers;
  path: string;
  tokens?: Iterator<string, never>;
}

/** What the access guard costs a request: the same answer of the same server, without it, past it, and behind it. */
export async function guard(bench: Bench): Promise<Findings> {
  const { options, folder, say, atEnd } = bench;
  const services = await Services.start(folder);
  atEnd(async () => services.stop());
  const start = async (name: string, more: Record<string, string>) => {
    const { address, environment } = await productOver(services, more);
    const api = await Child.start(name, { script: 'guard/routes-process.js', folder, environment });
    const askers = new Askers(address, connections);
    atEnd(async () => {
      askers.leave();
      await api.stop();
    });
    return { api, askers, secret: environment.JWT_SECRET! };
  };
  const [without, guarded] = [await start('without', { GUARD: 'off' }), await start('guarded', { GUARD: 'on' })];
  const tokens = tokensOf(guarded.secret, strangers);
  const questions: Record<Kind, Question> = {
    none: { ...without, path: '/open' },
    public: { ...guarded, path: '/open' },
    known: { ...guarded, path: '/closed', tokens: again(tokens.slice(0, 1)) },
    new: { ...guarded, path: '/closed', tokens: again(tokens) },
  };

  const rounds: Round[] = [];
  for (let round = 0; round <= options.rounds; round++) {
    const measured = await measure(questions, options.seconds);
    say(
      `${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}: ${kinds.map((kind) => `${kind} ${measured[kind].toFixed(1)}`).join(', ')} µs a request`,
    );
    if (round > 0) rounds.push(measured);
  }
  return { page: report(rounds, { seconds: options.seconds, connections }), charts: charts(rounds) };
}

/** Microseconds of processor time per request: a second of one and a second of the next, in turn, so that a machine that slows down slows all. */
async function measure(questions: Record<Kind, Question>, seconds: number): Promise<Round> {
  const sums = Object.fromEntries(kinds.map((kind) => [kind, { cpu: 0, answered: 0 }])) as Record<Kind, { cpu: number; answered: number }>;
  for (let second = 0; second < seconds; second++) {
    for (const kind of kinds) {
      const { api, askers, path, tokens } = questions[kind];
      const before = await api.cpu();
      sums[kind].answered += await askers.ask(path, tokens, 1);
      sums[kind].cpu += (await api.cpu()) - before;
    }
  }
  return Object.fromEntries(kinds.map((kind) => [kind, sums[kind].cpu / sums[kind].answered])) as Round;
}

function tokensOf(secret: string, howMany: number): string[] {
  const signer = new AccessTokens(secret, { JWT_ACCEPTED_SECRETS: [] });
  return Array.from({ length: howMany }, (_, id) => signer.sign({ id: id + 1, role: 'user', sessionId: randomUUID() }));
}

function* again(tokens: string[]): Generator<string, never> {
  for (;;) yield* tokens;
}
