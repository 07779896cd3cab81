import { CodedError } from '../../contracts/errors.js';

/** Redis does not answer; the same request may pass as soon as it does. */
export class QueueUnavailable extends CodedError {
  constructor(cause: unknown) {
    super('QUEUE_UNAVAILABLE', 'The queues do not answer at the moment. Nothing that was accepted is lost; try again soon.', { cause, retryAfterSeconds: 2 });
  }
}

/** What ioredis says when a command reached nobody, and Redis when it cannot serve yet. */
const away = /^(?:Command timed out|Connection is closed|Stream isn't writeable|Reached the max retries|(?:LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN) )/;
const network = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** What a Redis says that is there and takes no writes: a replica, or one that is full, lacks its replicas or cannot save. */
const refusal = /^(?:READONLY|OOM|NOREPLICAS|MISCONF) /;

export function refusesWrites(error: unknown): boolean {
  return error instanceof Error && refusal.test(error.message);
}

/** Whether this error means that Redis is away rather than that we asked it something wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return away.test(error.message) || refusesWrites(error) || ('code' in error && network.test(String(error.code)));
}
