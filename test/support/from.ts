import type { RequestOptions } from './http-client.js';

/** A request that a proxy passes on from this client, as far as the proxy tells: the last entry is what the nearest proxy wrote. */
export function from(...entries: string[]): RequestOptions {
  return { headers: { 'X-Forwarded-For': entries.join(', ') } };
}

/** Addresses that nobody has used yet: each call of the answer gives another. */
export function addresses(): () => string {
  let used = 0;
  return () => {
    used += 1;
    return `198.18.${used >> 8}.${used & 255}`;
  };
}
