import { isAxiosError } from 'axios';

/** Why an outgoing call gave no usable answer: the peer answered with an error, could not be reached, or sent what could not be read. */
export type OutgoingFailure = { kind: 'answered'; status: number } | { kind: 'unreachable' } | { kind: 'unreadable' };

/** Reads an error of Nest's `HttpService`. */
export function outgoingFailure(error: unknown): OutgoingFailure {
  if (!isAxiosError(error)) return { kind: 'unreadable' };
  if (error.response) return { kind: 'answered', status: error.response.status };
  return { kind: error.code === 'ERR_BAD_RESPONSE' ? 'unreadable' : 'unreachable' };
}
