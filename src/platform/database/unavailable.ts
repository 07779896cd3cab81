import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { CodedError } from '../../contracts/errors.js';

/** PostgreSQL is away, restarting, out of connections or too slow; the same request may pass in a moment. */
export class DatabaseUnavailable extends CodedError {
  constructor(cause: unknown) {
    super('DATABASE_UNAVAILABLE', 'The database does not answer right now. Try again in a moment.', { retryAfterSeconds: 1, cause });
  }
}

/**
 * Connection exceptions (08), insufficient resources (53), operator intervention (57, also a statement past its time), lock timeout, and a server
 * that is only read from.
 */
const sqlState = /^(?:08|53|57)[0-9A-Z]{3}$|^55P03$|^25P03$|^25006$/;
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** What pg and its pool say without a code. */
const messages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after|Connection is not established)/;

/** Whether the error says that the database could not be reached or did not answer in time, not that a statement was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (!(error instanceof Error)) return false;
  // What TypeORM says to a transaction whose connection broke between two of its statements.
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  const { code } = error as NodeJS.ErrnoException;
  return sqlState.test(code ?? '') || network.has(code ?? '') || messages.test(error.message);
}
