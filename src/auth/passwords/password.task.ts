import { Algorithm, hashSync, parseOptions, verifySync } from '@node-rs/argon2';

/** What a guess is to cost. */
export interface HashCost {
  memoryKib: number;
  iterations: number;
}

export interface HashInput extends HashCost {
  password: string;
}

export interface VerifyInput extends HashInput {
  stored: string;
}

/** What hashes of the wanted cost take on this thread; in milliseconds, 0 before the first. */
let usualMs = 0;
/** The newest one's part in it. */
const newest = 0.2;
/** Nobody wakes who sleeps on it. */
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The PHC string of an argon2id hash. Blocks its thread: run it in a lane. */
export function hash({ password, memoryKib, iterations }: HashInput): string {
  // eslint-disable-next-line n/no-sync -- this module runs on worker threads only
  return hashSync(oneSpelling(password), { algorithm: Algorithm.Argon2id, memoryCost: memoryKib, timeCost: iterations, parallelism: 1 });
}

/**
 * Whether the password is the hash's. A hash of a lower cost than the wanted one takes as long as one of that, or it would tell that its
 * account exists. Blocks its thread: run it in a lane.
 */
export function verify({ stored, ...wanted }: VerifyInput): boolean {
  if (!isCheaper(stored, wanted)) return timed(() => matches(stored, wanted));
  if (usualMs === 0) timed(() => hash(wanted));
  const until = performance.now() + usualMs;
  const result = matches(stored, wanted);
  Atomics.wait(sleeper, 0, 0, Math.max(0, until - performance.now()));
  return result;
}

/** Whether the hash was made at a lower cost. */
export function isCheaper(stored: string, wanted: HashCost): boolean {
  const { memoryCost: memoryKib, timeCost: iterations } = parseOptions(stored);
  return workOf({ memoryKib, iterations }) < workOf(wanted);
}

/** What argon2id takes grows with memory times iterations. */
export function workOf({ memoryKib, iterations }: HashCost): number {
  return memoryKib * iterations;
}

function matches(stored: string, { password }: HashInput): boolean {
  // eslint-disable-next-line n/no-sync -- this module runs on worker threads only
  return verifySync(stored, oneSpelling(password));
}

function timed<Result>(work: () => Result): Result {
  const startedAt = performance.now();
  const result = work();
  const took = performance.now() - startedAt;
  usualMs += usualMs === 0 ? took : newest * (took - usualMs);
  return result;
}

/** One letter can be typed as one character or as several, and which of it a keyboard sends is not the person's choice. */
function oneSpelling(password: string): string {
  return password.normalize('NFKC');
}
