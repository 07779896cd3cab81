import fc from 'fast-check';
import { Ajv } from 'ajv';
import { objections, type Told } from './checks.js';
import { type OpenApi, type Operation, operationsOf } from './document.js';
import { type Attack, type Who, attacksOn } from './requests.js';

/** An answer that is not as it should be, and how to get it. */
export interface Finding {
  operation: string;
  objections: string[];
  attack: Attack;
  status: number;
}

export interface Tally {
  operation: string;
  requests: number;
  good: number;
  refused: number;
  findings: number;
}

export interface Campaign {
  url: string;
  requests: number;
  seed: number;
  /** An answer that takes longer is a finding; in milliseconds. */
  longestMs: number;
  /** Makes a new access token for who asks; users may have been deleted meanwhile. */
  tokenOf: (who: Who) => Promise<string | undefined>;
  tell?: (done: number) => void;
}

const atOnce = 32;
const batch = 2_000;
/** They take a second each, by design. */
const slow = /^GET \/(?:a?sync)-endpoint$/;
const giveUpMs = 15_000;
const who: Who[] = ['nobody', 'user', 'other', 'admin', 'forger'];

/** Asks the service so many things, sensible and not, of every operation of its own OpenAPI document, and checks every answer. */
export async function fuzz({ url, requests, seed, longestMs, tokenOf, tell = () => undefined }: Campaign): Promise<{ findings: Finding[]; tallies: Tally[] }> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const problem = new Ajv({ strict: false, validateFormats: false }).compile(document.components.schemas.Problem ?? {});
  const operations = operationsOf(document);
  const tallies = new Map(operations.map(({ name }) => [name, { operation: name, requests: 0, good: 0, refused: 0, findings: 0 }]));
  const findings: Finding[] = [];
  let done = 0;

  const once = async (operation: Operation, attack: Attack, tokens: Map<Who, string | undefined>) => {
    const told = await send(url, attack, tokens.get(attack.who));
    const tally = tallies.get(operation.name)!;
    const against = typeof told === 'string' ? [told] : objections(operation, attack, told, problem, longestMs);
    tally.requests += 1;
    if (typeof told !== 'string') tally[told.status < 400 ? 'good' : 'refused'] += 1;
    if (against.length > 0) {
      tally.findings += 1;
      findings.push({ operation: operation.name, objections: against, attack, status: typeof told === 'string' ? 0 : told.status });
    }
    if (++done % 500 === 0) tell(done);
  };

  const often = operations.flatMap((operation) => Array<Operation>(slow.test(operation.name) ? 1 : 20).fill(operation));
  const plan = fc.sample(fc.constantFrom(...often), { numRuns: requests, seed });
  for (let first = 0; first < plan.length; first += batch) {
    const tokens = new Map(await Promise.all(who.map(async (one) => [one, await tokenOf(one)] as const)));
    const waiting = attacksFor(plan.slice(first, first + batch), document, seed + first);
    await Promise.all(Array.from({ length: atOnce }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await once(next.operation, next.attack, tokens);
    }));
  }
  return { findings, tallies: [...tallies.values()] };
}

function attacksFor(operations: Operation[], { components }: OpenApi, seed: number): { operation: Operation; attack: Attack }[] {
  const counts = new Map<Operation, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts].flatMap(([operation, count]) =>
    fc.sample(attacksOn(operation, components), { numRuns: count, seed }).map((attack) => ({ operation, attack })),
  );
}

/** The answer, or why there was none. */
async function send(url: string, { method, path, headers, body }: Attack, token: string | undefined): Promise<Told | string> {
  const from = performance.now();
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && method !== 'HEAD' && { body }),
      signal: AbortSignal.timeout(giveUpMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, milliseconds: performance.now() - from };
  } catch (error) {
    return `no answer: ${String((error as Error).cause ?? error)}`;
  }
}
