import { CodedError } from '../../contracts/errors.js';

/** The upstream could not be reached, turned us away for now, or is not asked because it has failed too often. */
export class UpstreamUnavailable extends CodedError {
  constructor(upstream: string, cause: unknown, retryAfterSeconds = 10) {
    super('UPSTREAM_UNAVAILABLE', `${upstream} is unavailable right now.`, { retryAfterSeconds, cause });
  }
}

/** Nothing of the upstream is there: no answer, no refusal. */
export class UpstreamUnreachable extends UpstreamUnavailable {}

/** The upstream answered with an error, or with something that is not what it should be. */
export class UpstreamInvalid extends CodedError {
  constructor(upstream: string, cause: unknown) {
    super('UPSTREAM_INVALID', `${upstream} returned an invalid answer.`, { cause });
  }
}

export class UpstreamTimeout extends CodedError {
  constructor(upstream: string, cause: unknown) {
    super('UPSTREAM_TIMEOUT', `${upstream} did not answer in time.`, { cause });
  }
}
