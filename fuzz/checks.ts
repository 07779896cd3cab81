import type { ValidateFunction } from 'ajv';
import type { Operation } from './document.js';
import type { Attack } from './requests.js';

export interface Told {
  status: number;
  headers: Headers;
  text: string;
  /** From the request to the last byte of its answer. */
  milliseconds: number;
}

/** What any request can be answered, whatever operation its path is of: a path can also be another's, or none. */
const always = new Set([204, 400, 401, 403, 404, 405, 413, 414, 415, 429, 431]);
/** What of ours is away, or has enough to do, says so by these. */
const explained = new Set(['TOO_BUSY', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_INVALID', 'UPSTREAM_TIMEOUT']);
const secrets = /argon2|passwordHash|password_hash|node_modules|\bat .*:\d+:\d+|SELECT |INSERT /;

/** What is wrong with an answer. */
export function objections({ method, answers, media, takes }: Operation, attack: Attack, told: Told, problem: ValidateFunction, longestMs: number): string[] {
  const found: string[] = [];
  const { status, headers, text, milliseconds } = told;
  const type = headers.get('Content-Type') ?? '';
  const json = type.includes('json') && text !== '' ? parsed(text) : undefined;
  const code = (json as { code?: string } | undefined)?.code;
  const asked = attack.method === method;
  if (milliseconds > longestMs) found.push(`took ${Math.round(milliseconds)} ms`);
  // An answer to HEAD has no body to explain itself in.
  if (status >= 500 && attack.method !== 'HEAD' && !explained.has(code ?? '')) found.push(`${status} ${code ?? 'without a code'}`);
  if (asked && !answers.has(status) && !always.has(status)) found.push(`${status} is not in the document`);
  if (!/^\d+\.\d+$/.test(headers.get('X-Process-Time') ?? '')) found.push('no X-Process-Time');
  if (!headers.has('X-Request-Id')) found.push('no X-Request-Id');
  if (secrets.test(text) && !type.includes('html') && !type.includes('javascript')) found.push('tells inner matters');
  if (status >= 400 && attack.method !== 'HEAD' && !type.includes('html')) {
    if (type !== 'application/problem+json') found.push(`${status} as ${type || 'nothing'}`);
    else if (!problem(json)) found.push(`no valid problem: ${JSON.stringify(problem.errors)}`);
  }
  if (asked && status < 300 && text !== '' && !type.includes('html') && !media.get(status)?.includes(type.split(';')[0] ?? ''))
    found.push(`${type} is not in the document`);
  if (asked && status < 300 && takes && !takes(parsed(attack.body ?? '')))
    found.push(`${status} for a body that the document does not allow: ${JSON.stringify(takes.errors?.slice(0, 2))}`);
  const fits = answers.get(status);
  if (asked && status < 300 && fits && type.startsWith('application/json') && !fits(json))
    found.push(`${status} does not fit its schema: ${JSON.stringify(fits.errors?.slice(0, 2))}`);
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
