import { isAxiosError } from 'axios';
import { ZodError, z } from 'zod';

/** Whoever asks in Retry-After for more is asked again after that: one bad answer must not silence a service for days. */
const longestPauseSeconds = 600;

/** Why a call gave no usable answer: the upstream answered with an error, could not be reached, or sent what could not be read. */
export type Failure =
  { kind: 'answered'; status: number; body: unknown; retryAfterSeconds: number | undefined } | { kind: 'unreachable' } | { kind: 'unreadable' };

/** Reads an error of axios, or of the schema that an answer should fit. */
export function readFailure(error: unknown): Failure {
  if (!isAxiosError<unknown>(error)) return { kind: 'unreadable' };
  if (error.response && !isSuccess(error.response)) {
    const { status, headers } = error.response;
    return { kind: 'answered', status, body: error.response.data, retryAfterSeconds: retryAfter(headers['retry-after']) };
  }
  return { kind: error.code === 'ERR_BAD_RESPONSE' ? 'unreadable' : 'unreachable' };
}

/** The same for the log: without the request, whose query can hold a key, and without the answer. */
export function forLog(error: unknown): Error {
  if (error instanceof ZodError) return new Error(`not as expected: ${z.prettifyError(error).slice(0, 500)}`);
  if (!isAxiosError(error)) return error instanceof Error ? error : new Error(String(error));
  return new Error([error.code, error.response?.status, error.message].filter(Boolean).join(' '));
}

function isSuccess({ status }: { status: number }): boolean {
  return status >= 200 && status < 300;
}

function retryAfter(header: unknown): number | undefined {
  const seconds = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : (Date.parse(String(header)) - Date.now()) / 1000;
  return seconds >= 0 ? Math.min(Math.ceil(seconds), longestPauseSeconds) : undefined;
}
