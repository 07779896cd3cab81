import { createHash } from 'node:crypto';

/** Keeps its thread computing for `ms` milliseconds; returns how many rounds of SHA-256 that were. */
export function compute(ms: number): number {
  const until = performance.now() + ms;
  let digest = Buffer.alloc(32);
  let rounds = 0;
  for (; performance.now() < until; rounds++) digest = createHash('sha256').update(digest).digest();
  return rounds;
}
