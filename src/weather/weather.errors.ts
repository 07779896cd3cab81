import { CodedError } from '../contracts/errors.js';

export class CityNotFound extends CodedError {
  constructor() {
    super('CITY_NOT_FOUND', 'No city of this name is known.');
  }
}

/** The provider could not be reached, or turned us away for now. */
export class UpstreamUnavailable extends CodedError {
  constructor(provider: string, cause: unknown, retryAfterSeconds = 10) {
    super('UPSTREAM_UNAVAILABLE', `The weather provider ${provider} cannot be reached right now.`, { retryAfterSeconds, cause });
  }
}

/** The provider answered with an error or with something that is no weather. */
export class UpstreamInvalid extends CodedError {
  constructor(provider: string, cause: unknown) {
    super('UPSTREAM_INVALID', `The weather provider ${provider} gave an answer that makes no sense.`, { cause });
  }
}

export class UpstreamTimeout extends CodedError {
  constructor(provider: string, cause: unknown) {
    super('UPSTREAM_TIMEOUT', `The weather provider ${provider} did not answer in time.`, { cause });
  }
}
