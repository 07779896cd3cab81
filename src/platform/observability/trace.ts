import { randomBytes, randomUUID } from 'node:crypto';

/** Version, trace id, parent id and flags of a W3C Trace Context `traceparent`; versions after 00 may carry more behind them. */
const traceparentParts = /^(?!ff)(?<version>[\da-f]{2})-(?<id>[\da-f]{32})-(?<parent>[\da-f]{16})-(?<flags>[\da-f]{2})(?<more>-.*)?$/;
const allZero = /^0+$/;
const notSampled = '00';

/** What ties together all that one request causes, in every process. */
export interface Trace {
  /** 32 hexadecimal digits. */
  id: string;
  /** Two hexadecimal digits; the caller's decision whether the trace is sampled. */
  flags: string;
}

/** 32 hexadecimal digits, which nobody had before. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** The trace that a `traceparent` names; undefined when it names none. */
export function parseTraceparent(traceparent: string | string[] | undefined): Trace | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const { version, id = '', parent = '', flags = '', more } = traceparentParts.exec(traceparent)?.groups ?? {};
  if (version === undefined || (version === '00' && more !== undefined) || allZero.test(id) || allZero.test(parent)) return undefined;
  return { id, flags };
}

/** A `traceparent` for a new step of the trace. */
export function nextTraceparent({ id, flags }: Trace): string {
  return `00-${id}-${randomBytes(8).toString('hex')}-${flags}`;
}

/** A trace of one's own, for what nobody else has begun. */
export function newTrace(id = newTraceId()): Trace {
  return { id, flags: notSampled };
}
